import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Chunk } from '../../../src/main/core/transcription/plan-chunks.ts';
import { SpeechTrack, WINDOW_MS } from '../../../src/main/core/transcription/speech-track.ts';
import { splitChunk } from '../../../src/main/core/transcription/split-chunk.ts';

/** A track of a minute that is as loud everywhere but at one window. */
function trackWithQuietWindow(quietAtMs: number): SpeechTrack {
  const track = new SpeechTrack();
  const windows = Array.from({ length: Math.ceil(60_000 / WINDOW_MS) }, (_, index) => index * WINDOW_MS);
  track.push(
    windows.map(() => 1),
    windows.map((atMs) => (Math.abs(atMs - quietAtMs) < WINDOW_MS ? -60 : -20)),
  );
  return track;
}

function chunkWith(...spans: [number, number][]): Chunk {
  const startMs = (spans[0]?.[0] ?? 0) - 400;
  const endMs = (spans.at(-1)?.[1] ?? 0) + 400;
  return { index: 3, startMs, endMs, spans: spans.map(([from, to]) => ({ startMs: from, endMs: to })) };
}

const cutOf = (chunk: Chunk, track = trackWithQuietWindow(0)) => splitChunk(chunk, track)[1]?.startMs;

test('the longest pause near the middle is where a chunk is cut', () => {
  const chunk = chunkWith([1_000, 8_000], [8_400, 12_000], [13_000, 14_000], [14_300, 21_000]);
  expect(cutOf(chunk)).toBe(12_500);
});

test('a longer pause far from the middle does not count', () => {
  expect(cutOf(chunkWith([1_000, 2_000], [5_000, 11_000], [11_400, 21_000]))).toBe(11_200);
});

test('who does not pause is cut at the quietest point near the middle', () => {
  const quietAtMs = 300 * WINDOW_MS;
  const cutMs = cutOf(chunkWith([1_000, 21_000]), trackWithQuietWindow(quietAtMs)) ?? 0;
  expect(Math.abs(cutMs - quietAtMs)).toBeLessThanOrEqual(3 * WINDOW_MS);
});

test('a moment of speech is not cut', () => {
  const chunk = chunkWith([1_000, 1_096]);
  expect(splitChunk(chunk, trackWithQuietWindow(0))).toEqual([chunk]);
});

const span = fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 32, max: 8_000 }));

test('the pieces together are the chunk, and there is speech in each', () => {
  fc.assert(
    fc.property(
      fc.array(span, { minLength: 1, maxLength: 6 }),
      fc.nat(60_000),
      fc.nat(400),
      (lengths, quietAtMs, cutOffMs) => {
        let cursorMs = 400;
        const spans = lengths.map(([pauseMs, spokenMs]): [number, number] => {
          const startMs = cursorMs + pauseMs;
          cursorMs = startMs + spokenMs;
          return [startMs, cursorMs];
        });
        const whole = chunkWith(...spans);
        // The sound may end inside the last window of speech.
        const chunk = { ...whole, endMs: whole.endMs - cutOffMs - Math.min(cutOffMs, WINDOW_MS - 1) };
        const pieces = splitChunk(chunk, trackWithQuietWindow(quietAtMs));
        const [first, second] = pieces;
        expect([first?.startMs, pieces.at(-1)?.endMs]).toEqual([chunk.startMs, chunk.endMs]);
        if (second === undefined) return;
        expect(first?.endMs).toBe(second.startMs);
        for (const piece of pieces) {
          expect(piece.startMs).toBeLessThan(piece.endMs);
          expect(piece.spans.length).toBeGreaterThan(0);
          for (const { startMs, endMs } of piece.spans) {
            expect(startMs).toBeLessThan(endMs);
            expect(startMs).toBeGreaterThanOrEqual(piece.startMs);
            expect(endMs).toBeLessThanOrEqual(piece.endMs);
          }
        }
        const speechMs = (parts: readonly Chunk[]) =>
          parts
            .flatMap(({ spans: all }) => all)
            .reduce((sum, { startMs, endMs }) => sum + Math.min(endMs, chunk.endMs) - startMs, 0);
        expect(speechMs(pieces)).toBe(speechMs([chunk]));
      },
    ),
  );
});
