import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { renderTranscript } from '../../src/main/core/export/formats.ts';
import { arbitraryDialogue, arbitraryTranscript } from '../unit/export/arbitrary-transcript.ts';
import { letters, type ReadCue, readSrt, readVtt } from '../unit/export/readers.ts';

const FFMPEG = process.env['FFMPEG_PATH'] ?? 'ffmpeg';
const RUNS = 5;
/** Starting ffmpeg takes longer than all that it does here. */
const FILES_A_RUN = 5;

/** What ffmpeg makes of subtitle files, written again as SubRip: their cues with times and texts. */
async function readWithFfmpeg(folder: string, texts: readonly string[], format: 'srt' | 'vtt') {
  const inputs = [];
  for (const [index, text] of texts.entries()) {
    await writeFile(join(folder, `${index}.${format}`), text);
    inputs.push('-i', `${index}.${format}`);
  }
  const outputs = texts.flatMap((_, index) => ['-map', `${index}`, `read-${index}.srt`]);
  await execa(FFMPEG, ['-nostdin', '-y', '-v', 'error', ...inputs, ...outputs], { cwd: folder });
  const read = texts.map((_, index) => readFile(join(folder, `read-${index}.srt`), 'utf8'));
  return (await Promise.all(read)).map((text) => summarise(readSrt(`${text.trimEnd()}\n`)));
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

function severalOf(transcript: typeof anyTranscript) {
  return fc.array(transcript, { minLength: FILES_A_RUN, maxLength: FILES_A_RUN });
}

test('ffmpeg reads the same cues from srt', { timeout: 60_000 }, async () => {
  const folder = await makeFolder();
  await fc.assert(
    fc.asyncProperty(severalOf(anyTranscript), async (transcripts) => {
      const texts = transcripts.map((transcript) => renderTranscript(transcript, 'srt'));
      const expected = texts.map((text) => summarise(readSrt(text)));
      expect(await readWithFfmpeg(folder, texts, 'srt')).toEqual(expected);
    }),
    { numRuns: RUNS },
  );
});

test('ffmpeg reads the same cues from vtt', { timeout: 60_000 }, async () => {
  const folder = await makeFolder();
  // ffmpeg takes `\N` and `{\…}` for its own markup in WebVTT too, where the standard has none.
  const withoutBackslash = anyTranscript.filter(({ segments }) =>
    segments.every(({ text }) => !/[\\{]/.test(text)),
  );
  await fc.assert(
    fc.asyncProperty(severalOf(withoutBackslash), async (transcripts) => {
      const texts = transcripts.map((transcript) => renderTranscript(transcript, 'vtt'));
      const expected = texts.map((text) => summarise(readVtt(text)));
      expect(await readWithFfmpeg(folder, texts, 'vtt')).toEqual(expected);
    }),
    { numRuns: RUNS },
  );
});
