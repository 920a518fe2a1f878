import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { renderTranscript } from '../../src/main/core/export/formats.ts';
import { arbitraryDialogue, arbitraryTranscript } from '../unit/export/arbitrary-transcript.ts';
import { letters, type ReadCue, readSrt, readVtt } from '../unit/export/readers.ts';

const FFMPEG = process.env['FFMPEG_PATH'] ?? 'ffmpeg';
const RUNS = 25;

/** What ffmpeg makes of a subtitle file, written again as SubRip: its cues with their times and texts. */
async function readWithFfmpeg(path: string) {
  const { stdout } = await execa(FFMPEG, ['-nostdin', '-v', 'error', '-i', path, '-f', 'srt', '-']);
  return summarise(readSrt(`${stdout.trimEnd()}\n`));
}

function summarise(cues: readonly ReadCue[]) {
  return cues.map(({ startMs, endMs, lines }) => ({ startMs, endMs, text: letters(lines.join('')) }));
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-export-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const anyTranscript = fc
  .oneof(arbitraryTranscript, arbitraryDialogue)
  // ffmpeg says "invalid data" to a subtitle file without cues.
  .filter((transcript) => transcript.segments.some((segment) => letters(segment.text) !== ''));

test('ffmpeg reads the same cues from srt', { timeout: 60_000 }, async () => {
  const path = join(await makeFolder(), 'x.srt');
  await fc.assert(
    fc.asyncProperty(anyTranscript, async (transcript) => {
      const srt = renderTranscript(transcript, 'srt');
      await writeFile(path, srt);
      expect(await readWithFfmpeg(path)).toEqual(summarise(readSrt(srt)));
    }),
    { numRuns: RUNS },
  );
});

test('ffmpeg reads the same cues from vtt', { timeout: 60_000 }, async () => {
  const path = join(await makeFolder(), 'x.vtt');
  // ffmpeg takes `\N` and `{\…}` for its own markup in WebVTT too, where the standard has none.
  const withoutBackslash = anyTranscript.filter(({ segments }) =>
    segments.every(({ text }) => !/[\\{]/.test(text)),
  );
  await fc.assert(
    fc.asyncProperty(withoutBackslash, async (transcript) => {
      const vtt = renderTranscript(transcript, 'vtt');
      await writeFile(path, vtt);
      expect(await readWithFfmpeg(path)).toEqual(summarise(readVtt(vtt)));
    }),
    { numRuns: RUNS },
  );
});
