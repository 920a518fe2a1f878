import { renameSync, truncateSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CliEvent, parseCliEvents, textOf } from '../support/cli-events.ts';
import {
  copyAsAnother,
  ffmpeg,
  fixture,
  picture,
  riffChunk,
  wavFile,
  wavFormat,
} from '../support/make-media.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';
import { ScriptedCli } from '../support/scripted-cli.ts';
import { JFK_WORDS, SONNET_WORDS } from '../support/spoken-words.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const scripted = new ScriptedCli(folder);
const jfk = ['-i', fixture('jfk.wav')];
const BEGINNING = /my fellow Americans/i;
const NOTHING = /^$/;

/** Unusual or damaged recordings whose sound is not quite that of the original, and what is heard in them nevertheless. */
const HEARD: readonly (readonly [name: string, text: RegExp, make: (name: string) => void])[] = [
  ['50-ms.wav', NOTHING, (name) => ffmpeg(folder, ...jfk, '-t', '0.05', name)],
  ['one-sample.wav', NOTHING, writeSamples(1)],
  ['silence.wav', NOTHING, writeSamples(48_000)],
  ['8-kHz.wav', JFK_WORDS, (name) => ffmpeg(folder, ...jfk, '-ar', '8000', name)],
  [
    '8-channels-of-192-kHz.wav',
    JFK_WORDS,
    (name) => ffmpeg(folder, ...jfk, '-af', 'pan=7.1|FC=c0', '-ar', '192000', '-c:a', 'pcm_s24le', name),
  ],
  ['cut-and-really-mp3.wav', BEGINNING, (name) => cut(copyOf('jfk.mp3', name), 40_000)],
  [
    'cut.m4a',
    BEGINNING,
    (name) => cut(ffmpeg(folder, ...jfk, '-c:a', 'aac', '-movflags', '+faststart', name), 60_000),
  ],
  ['cut.mp4', SONNET_WORDS, makeCutMp4],
];

/** Those of which not a sample may be lost or changed: made of a recording, and what is left of its text. */
const KEPT: readonly (readonly [name: string, make: (plain: string, name: string) => void])[] = [
  ['float.wav', (plain, name) => ffmpeg(folder, '-i', plain, '-c:a', 'pcm_f32le', name)],
  [
    'picture-and-sound.mp4',
    (plain, name) => ffmpeg(folder, ...picture(11), '-i', plain, '-c:v', 'mpeg4', '-c:a', 'alac', name),
  ],
  ['really-wav.mp4', (plain, name) => renameSync(plain, join(folder, name))],
  ['really-flac.wav', (plain, name) => renameSync(flacOf(plain), join(folder, name))],
  ['no-extension', (plain, name) => renameSync(flacOf(plain), join(folder, name))],
];

/** In the pause between the two parts. */
const CUT_BYTES = 300_000;

function flacOf(plain: string): string {
  return ffmpeg(folder, '-i', plain, 'plain.flac');
}

function copyOf(source: string, name: string): string {
  copyAsAnother(fixture(source), join(folder, name));
  return join(folder, name);
}

function cut(file: string, sizeBytes: number): void {
  truncateSync(file, sizeBytes);
}

function makeCutMp4(name: string): void {
  const file = ffmpeg(
    folder,
    '-i',
    fixture('sonnet-clip.mp4'),
    '-c',
    'copy',
    '-movflags',
    '+faststart',
    name,
  );
  cut(file, 68_000);
}

function writeSamples(count: number): (name: string) => void {
  return (name) =>
    writeFileSync(
      join(folder, name),
      wavFile(riffChunk('fmt ', wavFormat(1, 16_000)), riffChunk('data', Buffer.alloc(count * 2))),
    );
}

let run: CliResult;
let events: CliEvent[];

beforeAll(async () => {
  for (const [name, , make] of HEARD) make(name);
  const paths = HEARD.map(([name]) => join(folder, name));
  run = await runCli(['transcribe', '--json', '-l', 'en', '--format', 'srt', ...paths]);
  events = parseCliEvents(run.stdout);
});

/** What a recording came to in the end. */
function endOf(among: readonly CliEvent[], file: string): unknown[] {
  const end = among.find((event) => event.type === 'end' && event.file === file);
  return [end?.result, end?.error];
}

test.each(HEARD)('%s gives what it holds', (name, text) => {
  const file = join(folder, name);
  expect(endOf(events, file)).toEqual(['completed', null]);
  expect(textOf(events, file)).toMatch(text);
});

describe('what has not lost a sample', () => {
  const texts = new Map<string, string>();
  let kept: CliEvent[];

  beforeAll(async () => {
    for (const [index, [name, make]] of KEPT.entries()) {
      const plain = join(folder, `plain-${index}.wav`);
      texts.set(name, scripted.record(plain));
      make(plain, name);
    }
    const [first = ''] = scripted.record(join(folder, 'cut.wav'), 2).split(/ (?=r\d+p1 )/);
    texts.set('cut.wav', first);
    cut(join(folder, 'cut.wav'), CUT_BYTES);
    const paths = [...texts.keys()].map((name) => join(folder, name));
    kept = parseCliEvents((await scripted.run(['transcribe', '--json', '-l', 'en', ...paths])).stdout);
  });

  test.each([...KEPT.map(([name]) => name), 'cut.wav'])('%s gives what it holds', (name) => {
    const file = join(folder, name);
    expect(endOf(kept, file)).toEqual(['completed', null]);
    expect(textOf(kept, file)).toBe(texts.get(name));
  });
});

test('recordings without a word are done, not failed', () => {
  expect([run.exitCode, run.stderr, run.leftovers]).toEqual([0, '', []]);
});

test('a recording without a word gives an empty subtitle file', async () => {
  expect(await readFile(join(folder, 'silence.srt'), 'utf8')).toBe('');
});

test.each(['cut.m4a', 'cut.mp4'])('%s is said to be cut off', (name) => {
  const notices = events.filter((event) => event.type === 'notice' && event.file === join(folder, name));
  expect(notices.map((notice) => notice.message)).toEqual([
    expect.stringContaining(`${name} is damaged or cut off`),
  ]);
});
