import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentile } from '../../../bench/queue/percentile.ts';

describe('a percentile', () => {
  test('of a hundred values is the one at its place', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0.5, 0.95, 0.99, 1].map((share) => percentile(values, share))).toEqual([50, 95, 99, 100]);
  });

  test('of few values is the highest, not one that flatters', () => {
    expect(percentile([3, 1, 2], 0.99)).toBe(3);
  });

  test('is one of the values, and enough of them do not exceed it', () => {
    const values = fc.array(fc.integer(), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (given, share) => {
        const found = percentile(given, share);
        expect(given).toContain(found);
        expect(given.filter((value) => value <= found).length).toBeGreaterThanOrEqual(share * given.length);
        expect(given.filter((value) => value < found).length).toBeLessThan(share * given.length);
      }),
    );
  });

  test('cannot be that of no value', () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });
});
