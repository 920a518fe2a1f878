import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatClock } from '../../../src/main/cli/format-duration.ts';

test.each([
  [0, '0:00'],
  [499, '0:00'],
  [500, '0:01'],
  [59_499, '0:59'],
  [59_500, '1:00'],
  [3_599_499, '59:59'],
  [3_599_500, '1:00:00'],
  [3_723_000, '1:02:03'],
  [36_000_000, '10:00:00'],
  [360_000_000, '100:00:00'],
])('%i ms are %s', (ms, clock) => {
  expect(formatClock(ms)).toBe(clock);
});

test('a clock reads back to the nearest second', () => {
  fc.assert(
    fc.property(fc.nat(400_000_000), (ms) => {
      const seconds = formatClock(ms)
        .split(':')
        .reduce((sum, part) => sum * 60 + Number(part), 0);
      expect(seconds).toBe(Math.round(ms / 1000));
      expect(formatClock(ms)).toMatch(/^(\d+:[0-5]\d|[0-5]?\d):[0-5]\d$/);
    }),
  );
});
