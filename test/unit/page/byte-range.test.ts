import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { wantedBytes } from '../../../src/main/core/page/byte-range.ts';

test.each([
  ['bytes=0-', 0, 99],
  ['bytes=0-99', 0, 99],
  ['bytes=10-19', 10, 19],
  ['bytes=99-', 99, 99],
  ['bytes=0-0', 0, 0],
  ['bytes=90-1000', 90, 99],
  ['bytes=-1', 99, 99],
  ['bytes=-100', 0, 99],
  ['bytes=-1000', 0, 99],
  ['Bytes= 5-6 ', 5, 6],
  [`bytes=0-${'9'.repeat(400)}`, 0, 99],
])('%s of 100 bytes is a part', (header, first, last) => {
  expect(wantedBytes(header, 100)).toEqual({ kind: 'part', first, last });
});

test.each(['bytes=100-', 'bytes=100-200', 'bytes=-0', `bytes=${'9'.repeat(400)}-`])(
  '%s of 100 bytes is nothing that is there',
  (header) => {
    expect(wantedBytes(header, 100)).toEqual({ kind: 'none' });
  },
);

test.each([
  null,
  '',
  'bytes',
  'bytes=',
  'bytes=-',
  'bytes=a-b',
  'bytes=1.5-2',
  'bytes=0x1-2',
  'bytes=--1',
  'bytes=9-5',
  'lines=0-5',
  'bytes=0-1,5-6',
  'bytes=0-1\r\nx: y',
])('%j is no range, or more than one: the whole is answered', (header) => {
  expect(wantedBytes(header, 100)).toEqual({ kind: 'whole' });
});

test('of an empty file there is no part', () => {
  for (const header of ['bytes=0-', 'bytes=-5', 'bytes=0-0']) {
    expect(wantedBytes(header, 0)).toEqual({ kind: 'none' });
  }
});

test('a part always lies inside the file', () => {
  const number = fc.oneof(fc.nat(), fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.constant(''));
  fc.assert(
    fc.property(number, number, fc.nat(), (first, last, sizeBytes) => {
      const wanted = wantedBytes(`bytes=${first}-${last}`, sizeBytes);
      if (wanted.kind !== 'part') return;
      expect(wanted.first).toBeGreaterThanOrEqual(0);
      expect(wanted.last).toBeGreaterThanOrEqual(wanted.first);
      expect(wanted.last).toBeLessThan(sizeBytes);
    }),
  );
});
