import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ffmpeg } from '../../support/make-media.ts';
import { projectRoot } from '../../support/run-cli.ts';

const audio = join(projectRoot, 'test', 'fixtures', 'audio');
const stamps = join(projectRoot, 'out', 'test-home', 'verified-models.json');

/** `EARSHOT_HOME` for one test, which goes with it. */
export function homeForThisTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-shell-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  mkdirSync(join(folder, 'cache'));
  try {
    copyFileSync(stamps, join(folder, 'cache', 'verified-models.json'));
  } catch {
    // The first test of all verifies the models itself.
  }
  return folder;
}

/** Eleven seconds of speech under a name of its own. */
export function shortRecording(home: string, name: string): string {
  const path = join(home, name);
  copyFileSync(join(audio, 'jfk.mp3'), path);
  return path;
}

/** So much lies between sound and index that no player reads on until it comes to it. */
const GAP_BYTES = 16 * 1024 * 1024;

/** Eleven seconds of speech in a file whose index stands at its end, far behind the sound. */
export function recordingWithIndexAtEnd(home: string, name: string): string {
  const path = join(home, name);
  ffmpeg(home, '-i', join(audio, 'jfk.mp3'), '-c:a', 'aac', name);
  const file = readFileSync(path);
  const index = file.lastIndexOf('moov') - 4;
  if (index < file.indexOf('mdat')) throw new Error('The index stands at the beginning.');
  // A box that holds nothing. The index counts from the beginning, so all of it still holds.
  const gap = Buffer.alloc(GAP_BYTES);
  gap.writeUInt32BE(GAP_BYTES, 0);
  gap.write('free', 4, 'latin1');
  writeFileSync(path, Buffer.concat([file.subarray(0, index), gap, file.subarray(index)]));
  return path;
}

/** Speech for more than half an hour, so that it is still being worked on when the test is through with it. */
export function longRecording(home: string, name: string): string {
  const path = join(home, name);
  const sound = readFileSync(join(audio, 'jfk.wav'));
  const start = sound.indexOf('data') + 8;
  const header = Buffer.from(sound.subarray(0, start));
  const repeated = Buffer.concat(Array.from({ length: 200 }, () => sound.subarray(start)));
  header.writeUInt32LE(start - 8 + repeated.length, 4);
  header.writeUInt32LE(repeated.length, start - 4);
  writeFileSync(path, Buffer.concat([header, repeated]));
  return path;
}
