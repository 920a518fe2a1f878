import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoundedTail } from '../../../src/main/core/process/bounded-tail.ts';

test('the end of a text is kept, however it came in', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 40 }), (pieces, maxLength) => {
      const tail = new BoundedTail(maxLength);
      for (const piece of pieces) tail.push(piece);
      expect(tail.text).toBe(pieces.join('').slice(-maxLength).trim());
    }),
  );
});

test('nothing said is an empty text', () => {
  expect(new BoundedTail(10).text).toBe('');
});
