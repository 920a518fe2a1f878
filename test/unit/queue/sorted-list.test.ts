import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedList } from '../../../src/main/core/queue/sorted-list.ts';

const byNumber = (a: number, b: number) => a - b;

test('a list and a sorted array agree after any changes', () => {
  const change = fc.record({ value: fc.integer({ min: -400, max: 400 }), isInsert: fc.boolean() });
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: -400, max: 400 })), fc.array(change), (start, changes) => {
      const list = new SortedList(byNumber, start);
      const expected = new Set(start);
      for (const { value, isInsert } of changes) {
        if (isInsert && !expected.has(value)) list.insert(value);
        if (!isInsert) list.remove(value);
        if (isInsert) expected.add(value);
        else expected.delete(value);
      }
      const sorted = [...expected].toSorted(byNumber);
      expect([...list.forwards(0, list.length)]).toEqual(sorted);
      expect(list.length).toBe(sorted.length);
    }),
  );
});

test('stretches read forwards and backwards, whatever their ends', () => {
  const items = Array.from({ length: 3_000 }, (_, index) => index * 2);
  const list = new SortedList(byNumber, items);
  fc.assert(
    fc.property(fc.nat(3_200), fc.nat(3_200), (from, until) => {
      const expected = items.slice(from, Math.max(from, until));
      expect([...list.forwards(from, until)]).toEqual(expected);
      expect([...list.backwards(from, until)]).toEqual(expected.toReversed());
    }),
  );
});

test('an item is found by its place, and no place before the first or behind the last has one', () => {
  const list = new SortedList(byNumber, [30, 10, 20]);
  expect([-1, 0, 1, 2, 3].map((index) => list.at(index))).toEqual([undefined, 10, 20, 30, undefined]);
});

test('the items before a boundary are counted, also at both ends', () => {
  const list = new SortedList(
    byNumber,
    Array.from({ length: 2_000 }, (_, index) => index),
  );
  expect([0, 1, 777, 1_999, 2_000, 5_000].map((limit) => list.countWhile((item) => item < limit))).toEqual([
    0, 1, 777, 1_999, 2_000, 2_000,
  ]);
});

test('a list that was emptied takes items again', () => {
  const list = new SortedList(byNumber, [1, 2]);
  list.remove(1);
  list.remove(2);
  list.remove(3);
  expect(list.length).toBe(0);
  list.insert(5);
  expect([...list.forwards(0, 9)]).toEqual([5]);
});

test('a change and a place cost a few dozen comparisons among 100,000 items', () => {
  let comparisons = 0;
  const list = new SortedList(
    (a: number, b: number) => {
      comparisons += 1;
      return a - b;
    },
    Array.from({ length: 100_000 }, (_, index) => index),
  );
  for (const item of [-0.5, 50_000.5, 99_999.5]) {
    comparisons = 0;
    list.insert(item);
    list.remove(item);
    expect(comparisons).toBeLessThan(50);
  }
  comparisons = 0;
  list.countWhile((item) => {
    comparisons += 1;
    return item < 77_777;
  });
  expect(comparisons).toBeLessThan(50);
});

test('items that come in any order, many more than fit into a bucket, lie in order', () => {
  const list = new SortedList<number>(byNumber);
  const items = Array.from({ length: 5_000 }, (_, index) => (index * 7_919) % 5_003);
  for (const item of items) list.insert(item);
  expect([...list.forwards(0, list.length)]).toEqual(items.toSorted(byNumber));
  for (const item of items.slice(0, 4_000)) list.remove(item);
  expect([...list.forwards(0, list.length)]).toEqual(items.slice(4_000).toSorted(byNumber));
});
