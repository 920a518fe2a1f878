import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from '../../../src/main/core/process/line-splitter.ts';

/** Texts with everything that UTF-8 can do wrong when it is cut: one to four bytes a character. */
const line = fc.string({ unit: fc.constantFrom('a', '"', '\r', 'ß', '語', '🎙', '\u0301'), maxLength: 30 });

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const edges = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted(
    (a, b) => a - b,
  );
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

test('lines are the same however the bytes were cut', () => {
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat()), (lines, places) => {
      const splitter = new LineSplitter(1000);
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
      expect(cut(bytes, places).flatMap((piece) => splitter.push(piece))).toEqual(lines);
    }),
  );
});

test('a line without its end is not a line yet', () => {
  const splitter = new LineSplitter(1000);
  expect(splitter.push(Buffer.from('{"ev":'))).toEqual([]);
  expect(splitter.push(Buffer.from('"bye"}\n{'))).toEqual(['{"ev":"bye"}']);
});

test('a line that never ends is refused before it fills the memory', () => {
  const splitter = new LineSplitter(10);
  splitter.push(Buffer.from('1234567890'));
  expect(() => splitter.push(Buffer.from('1'))).toThrow(RangeError);
});

test('a line that is too long is refused also when its end comes with it', () => {
  expect(() => new LineSplitter(10).push(Buffer.from('12345678901\n'))).toThrow(RangeError);
});

test('a line of exactly the longest length is a line', () => {
  expect(new LineSplitter(10).push(Buffer.from('1234567890\n'))).toEqual(['1234567890']);
});
