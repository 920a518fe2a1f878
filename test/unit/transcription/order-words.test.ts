import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderWords } from '../../../src/main/core/transcription/order-words.ts';
import type { Word } from '../../../src/shared/transcript.ts';

const SHORTEST_MS = 20;

function word(startMs: number, endMs: number): Word {
  return { text: 'word', startMs, endMs, probability: 0.5, spaceBefore: true };
}

const anyTime = fc.integer({ min: -5_000, max: 60_000 });
const anyWords = fc.array(
  fc.tuple(anyTime, anyTime).map(([startMs, endMs]) => word(startMs, endMs)),
  {
    maxLength: 60,
  },
);

test('whatever the times were, words follow each other inside the range and none is empty', () => {
  fc.assert(
    fc.property(anyWords, fc.nat(20_000), fc.nat(30_000), (words, startMs, lengthMs) => {
      const ordered = orderWords(words, startMs, startMs + lengthMs);
      fc.pre(ordered !== null);
      expect(ordered).toHaveLength(words.length);
      let cursorMs = startMs;
      for (const { startMs: from, endMs: to } of ordered) {
        expect(Number.isInteger(from) && Number.isInteger(to)).toBe(true);
        expect(from).toBeGreaterThanOrEqual(cursorMs);
        expect(to).toBeGreaterThan(from);
        cursorMs = to;
      }
      expect(cursorMs).toBeLessThanOrEqual(startMs + lengthMs);
    }),
  );
});

test('only a range with fewer milliseconds than words is too short', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constant(word(0, 0)), { minLength: 1, maxLength: 50 }),
      fc.nat(100),
      (words, lengthMs) => {
        expect(orderWords(words, 1_000, 1_000 + lengthMs) === null).toBe(lengthMs < words.length);
      },
    ),
  );
});

test('words in order that are as long as words can be stay as they are', () => {
  const steps = fc.array(fc.tuple(fc.nat(900), fc.integer({ min: SHORTEST_MS, max: 900 })), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(steps, fc.nat(5_000), fc.nat(2_000), (pairs, startMs, restMs) => {
      let cursorMs = startMs;
      const words = pairs.map(([pauseMs, spokenMs]) => {
        const from = cursorMs + pauseMs;
        cursorMs = from + spokenMs;
        return word(from, cursorMs);
      });
      // The range holds the words and at least one millisecond.
      expect(orderWords(words, startMs, cursorMs + restMs + 1)).toEqual(words);
    }),
  );
});

test('ordering what is in order changes nothing', () => {
  fc.assert(
    fc.property(anyWords, fc.integer({ min: 2_000, max: 30_000 }), (words, endMs) => {
      const once = orderWords(words, 0, endMs);
      fc.pre(once !== null);
      expect(orderWords(once, 0, endMs)).toEqual(once);
    }),
  );
});

test('only times change', () => {
  const words = [
    { text: 'Já', startMs: 900, endMs: 100, probability: 0.1, spaceBefore: false },
    { text: 'vím.', startMs: 900, endMs: 900, probability: 0.9, spaceBefore: true },
  ];
  const ordered = orderWords(words, 0, 1_000);
  expect(ordered?.map(({ startMs: _start, endMs: _end, ...rest }) => rest)).toEqual(
    words.map(({ startMs: _start, endMs: _end, ...rest }) => rest),
  );
});
