import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectedRealTimeFactor, firstGuess, learnFrom } from '../../../src/main/core/queue/calibration.ts';
import type { Calibration } from '../../../src/main/core/storage/store.ts';

const base = { model: 'base', device: 'cpu', threads: 4 };
const KEY = { ...base, quality: 'balanced' } as const;
const known = (realTimeFactor: number, more: Partial<Calibration> = {}): Calibration => {
  return { ...base, realTimeFactor, samples: 3, ...more };
};

test.each([
  ['tiny', 0.1],
  ['base', 0.2],
  ['base.en', 0.2],
  ['small-q5_1', 0.3],
  ['Medium', 0.5],
  ['large-v3-turbo', 1],
  ['distil-large', 1],
  ['my-own-model', 4],
  ['42', 4],
  ['constructor', 4],
])('before it has ever run, %s is taken to need %d of the time', (model, guess) => {
  expect(firstGuess(model)).toBe(guess);
});

test('what was measured with as many threads counts', () => {
  expect(expectedRealTimeFactor(KEY, [known(0.05), known(0.1, { threads: 2 })])).toBe(0.05);
});

test('another number of threads is scaled, from the nearest', () => {
  const measured = [known(0.4, { threads: 1 }), known(0.12, { threads: 3 })];
  expect(expectedRealTimeFactor(KEY, measured)).toBeCloseTo(0.09);
});

test('another model or device says nothing', () => {
  const others = [known(0.05, { model: 'tiny' }), known(0.01, { device: 'gpu' })];
  expect(expectedRealTimeFactor(KEY, others)).toBe(0.2);
});

test('the first run is believed, later ones are averaged', () => {
  const first = learnFrom(null, KEY, { mediaMs: 60_000, workMs: 6_000 });
  expect(first).toEqual({ ...base, realTimeFactor: 0.1, samples: 1 });
  const second = learnFrom(first, KEY, { mediaMs: 60_000, workMs: 12_000 });
  expect(second).toMatchObject({ samples: 2 });
  expect(second?.realTimeFactor).toBeCloseTo(0.15);
});

test('a beam takes twice the time of the usual quality, whichever of the two was measured', () => {
  const accurate = { ...KEY, quality: 'accurate' } as const;
  expect(expectedRealTimeFactor(accurate, [known(0.05)])).toBeCloseTo(0.1);
  expect(expectedRealTimeFactor(accurate, [])).toBeCloseTo(0.4);
  const learned = learnFrom(null, accurate, { mediaMs: 60_000, workMs: 12_000 });
  expect(learned).toEqual({ ...base, realTimeFactor: 0.1, samples: 1 });
});

test('of a single pass is promised no more than of the usual quality', () => {
  const fast = { ...KEY, quality: 'fast' } as const;
  expect(expectedRealTimeFactor(fast, [known(0.05)])).toBe(0.05);
});

test('a run of a few seconds tells nothing about speed', () => {
  const before = known(0.1);
  expect(learnFrom(before, KEY, { mediaMs: 19_999, workMs: 60_000 })).toBe(before);
  expect(learnFrom(before, KEY, { mediaMs: 60_000, workMs: 0 })).toBe(before);
});

test('the average stays between what was measured, and forgets a computer that has changed', () => {
  const factor = fc.double({ min: 0.01, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.array(factor, { minLength: 1, maxLength: 30 }), factor, (factors, now) => {
      const learn = (before: Calibration | null, one: number) =>
        learnFrom(before, KEY, { mediaMs: 100_000, workMs: 100_000 * one });
      const learned = factors.reduce<Calibration | null>(learn, null);
      expect(learned?.realTimeFactor).toBeGreaterThanOrEqual(Math.min(...factors) * 0.999);
      expect(learned?.realTimeFactor).toBeLessThanOrEqual(Math.max(...factors) * 1.001);
      const later = Array.from({ length: 30 }, () => now).reduce(learn, learned);
      expect(Math.abs((later?.realTimeFactor ?? 0) - now)).toBeLessThan(0.02);
    }),
  );
});
