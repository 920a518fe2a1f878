import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { FollowerBook } from '../../../src/main/core/api/follower-book.ts';

test('a job is followed while anybody follows it', () => {
  const book = new FollowerBook();
  const one = book.enter();
  const other = book.enter();
  one.follow(['a', 'b']);
  other.follow(['b']);
  expect(book.everyone).toEqual(new Set(['a', 'b']));
  one.leave();
  expect(book.isFollowed('a')).toBe(false);
  expect(book.isFollowed('b')).toBe(true);
  other.follow([]);
  expect(book.everyone).toEqual(new Set());
});

test('who follows all follows jobs that come later, too', () => {
  const book = new FollowerBook();
  const follower = book.enter();
  follower.follow('all');
  expect(book.everyone).toBe('all');
  expect(book.isFollowed('whatever')).toBe(true);
  follower.follow(['a']);
  expect(book.isFollowed('whatever')).toBe(false);
});

test('who has left cannot follow again', () => {
  const book = new FollowerBook();
  const follower = book.enter();
  follower.leave();
  follower.follow('all');
  expect(book.everyone).toEqual(new Set());
});

test('every change is announced until one stops listening', () => {
  const book = new FollowerBook();
  const listener = vi.fn<() => void>();
  const stop = book.onChange(listener);
  const follower = book.enter();
  expect(listener).toHaveBeenCalledTimes(0);
  follower.follow(['a']);
  follower.leave();
  expect(listener).toHaveBeenCalledTimes(2);
  follower.leave();
  expect(listener).toHaveBeenCalledTimes(2);
  stop();
  book.enter().follow('all');
  expect(listener).toHaveBeenCalledTimes(2);
});

type Entry = { readonly by: number; readonly jobs: 'all' | string[] | 'gone' };

const UIDS = ['a', 'b', 'c', 'd'] as const;

const entries: fc.Arbitrary<Entry[]> = fc.array(
  fc.record({
    by: fc.nat({ max: 3 }),
    jobs: fc.oneof(
      { weight: 4, arbitrary: fc.array(fc.constantFrom(...UIDS)) },
      fc.constant('all' as const),
      fc.constant('gone' as const),
    ),
  }),
);

test('the book says what one finds by asking every connection', () => {
  fc.assert(
    fc.property(entries, (history) => {
      const book = new FollowerBook();
      const connections = Array.from({ length: 4 }, () => book.enter());
      const wanted = new Map<number, Entry['jobs']>();
      for (const { by, jobs } of history) {
        if (jobs === 'gone') connections[by]?.leave();
        else connections[by]?.follow(jobs);
        if (wanted.get(by) !== 'gone') wanted.set(by, jobs);
        const named = [...wanted.values()].filter((jobsOfOne) => jobsOfOne !== 'gone');
        const isAll = named.includes('all');
        const uids = new Set(named.flatMap((jobsOfOne) => (jobsOfOne === 'all' ? [] : jobsOfOne)));
        expect(book.everyone).toEqual(isAll ? 'all' : uids);
        expect(UIDS.filter((uid) => book.isFollowed(uid))).toEqual(
          UIDS.filter((uid) => isAll || uids.has(uid)),
        );
      }
    }),
  );
});

test('who follows what does not have to be gathered anew for each question', () => {
  const book = new FollowerBook();
  book.enter().follow(['a']);
  expect(book.everyone).toBe(book.everyone);
});
