import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSpread, spreadOf } from '../../../bench/spread.ts';

describe('the spread of several measurements', () => {
  test('has the middle one of an odd number as its median', () => {
    expect(spreadOf([30, 10, 20])).toEqual({ median: 20, lowest: 10, highest: 30 });
  });

  test('has the mean of the two middle ones of an even number as its median', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, lowest: 1, highest: 4 });
  });

  test('splits the measurements into two equal halves', () => {
    const integers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 });
    fc.assert(
      fc.property(integers, (values) => {
        const { median, lowest, highest } = spreadOf(values);
        const half = values.length / 2;
        expect(values.filter((value) => value < median).length).toBeLessThanOrEqual(half);
        expect(values.filter((value) => value > median).length).toBeLessThanOrEqual(half);
        expect([lowest, highest]).toEqual([Math.min(...values), Math.max(...values)]);
      }),
    );
  });

  test('cannot be that of no measurement', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });

  test('is written with its range only where there is one', () => {
    expect(formatSpread(spreadOf([21.26, 20.9, 22]), 1)).toBe('21.3 (20.9–22.0)');
    expect(formatSpread(spreadOf([21.26]), 1)).toBe('21.3');
  });
});
