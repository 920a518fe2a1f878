import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignWords, type WordToAlign } from '../../../src/main/core/transcription/align-words.ts';

/** `text@start-end`, with `|` behind a word that ends a segment. */
function wordsOf(notation: string): WordToAlign[] {
  return notation.split(' ').map((entry) => {
    const match = /^(.+)@(\d+)-(\d+)(\|?)$/u.exec(entry);
    if (match === null) throw new Error(`cannot read ${entry}`);
    const [, text = '', start, end, mark] = match;
    return {
      word: { text, startMs: Number(start), endMs: Number(end), probability: 1, spaceBefore: true },
      endsSegment: mark === '|',
    };
  });
}

const first = { startMs: 0, endMs: 2000 };
const second = { startMs: 5000, endMs: 7000 };

describe('alignWords', () => {
  test('words inside speech stay where they are', () => {
    const words = wordsOf('one@100-600 two,@700-1500| three@5200-5800 four@6000-6900|');
    expect(alignWords(words, [first, second])).toEqual(words.map(({ word }) => word));
  });

  test('a phrase that begins in the silence before it moves to its speech', () => {
    const words = wordsOf('one@100-900 two.@1000-1900| Three@2000-3000 four@3000-5600 five@5700-6900|');
    const placed = alignWords(words, [first, second]);
    expect(placed[2]?.startMs).toBe(5000);
    expect(placed.slice(2).every((word) => word.startMs >= 5000 && word.endMs <= 7000)).toBe(true);
    expect(placed[2]?.endMs).toBeLessThanOrEqual(placed[3]?.startMs ?? 0);
  });

  test('a pause falls between phrases rather than into one', () => {
    // By its time alone "The" would belong to the speech before the pause.
    const words = wordsOf(
      'printed@300-1000 book,@1000-1950| the@2050-2200 invention@2200-3300 of@5000-5400 type@5400-6900|',
    );
    const placed = alignWords(words, [first, second]);
    expect(placed.map((word) => word.startMs >= 5000)).toEqual([false, false, true, true, true, true]);
  });

  test('a word whose time collapsed goes where its phrase has room', () => {
    const words = wordsOf(
      'crafts@0-500 represented@500-1100 in@1100-1200 the@1200-1300 exhibition@5000-5000 in@5000-5300 being@5300-5900 modern.@5900-6900|',
    );
    const placed = alignWords(words, [{ startMs: 0, endMs: 3200 }, second]);
    expect(placed[4]).toMatchObject({ text: 'exhibition' });
    expect(placed[4]?.endMs).toBeLessThanOrEqual(3200);
    expect(placed[5]?.startMs).toBeGreaterThanOrEqual(5000);
  });

  test('without any speech nothing moves', () => {
    const words = wordsOf('one@100-600');
    expect(alignWords(words, [])).toEqual(words.map(({ word }) => word));
  });

  test('every word touches speech, and their order stays', () => {
    const span = fc.tuple(fc.integer({ min: 400, max: 4000 }), fc.integer({ min: 100, max: 6000 }));
    const time = fc.tuple(
      fc.integer({ min: 0, max: 30_000 }),
      fc.integer({ min: 0, max: 2000 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(
        fc.array(span, { minLength: 1, maxLength: 6 }),
        fc.array(time, { maxLength: 40 }),
        (gaps, times) => {
          let atMs = 0;
          const spans = gaps.map(([silenceMs, speechMs]) => {
            const startMs = atMs + silenceMs;
            atMs = startMs + speechMs;
            return { startMs, endMs: atMs };
          });
          const words = times
            .toSorted(([a], [b]) => a - b)
            .map(([startMs, lengthMs, endsSegment], index) => ({
              word: {
                text: `w${index}`,
                startMs,
                endMs: startMs + lengthMs,
                probability: 1,
                spaceBefore: true,
              },
              endsSegment,
            }));
          const placed = alignWords(words, spans);
          expect(placed.map((word) => word.text)).toEqual(words.map(({ word }) => word.text));
          for (const word of placed) {
            expect(spans.some((one) => word.startMs <= one.endMs && word.endMs >= one.startMs)).toBe(true);
          }
        },
      ),
    );
  });
});
