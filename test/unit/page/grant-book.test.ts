import { describe, expect, test } from 'vitest';
import { GrantBook, type Granted } from '../../../src/main/core/page/grant-book.ts';
import { grantSchema } from '../../../src/shared/contract/page.ts';

const DROPPED: Granted = { paths: ['/home/ann/talk.mp3'], use: 'any', isUpload: false };

function bookAt(options: { most?: number } = {}) {
  const clock = { atMs: 0 };
  const forgotten: Granted[] = [];
  const book = new GrantBook({
    now: () => clock.atMs,
    onForgotten: (granted) => void forgotten.push(granted),
    ...options,
  });
  return { book, clock, forgotten };
}

const refused = expect.objectContaining({ code: 'invalid-argument' });

test('a grant stands for files, without saying which', () => {
  const { book } = bookAt();
  const id = book.issue(DROPPED);
  expect(grantSchema.parse(id)).toBe(id);
  expect(id).not.toContain('talk');
  expect(book.take([id], 'recordings')).toEqual([DROPPED]);
});

test('no two are alike, also for the same file', () => {
  const { book } = bookAt();
  expect(new Set(Array.from({ length: 1_000 }, () => book.issue(DROPPED))).size).toBe(1_000);
});

test('a grant holds once', () => {
  const { book } = bookAt();
  const id = book.issue(DROPPED);
  book.take([id], 'recordings');
  expect(() => book.take([id], 'recordings')).toThrow(refused);
});

test('what could not be used can be handed in once more', () => {
  const { book, clock } = bookAt();
  const id = book.issue(DROPPED);
  const [granted] = book.take([id], 'recordings');
  clock.atMs = 599_000;
  book.giveBack(id, granted ?? DROPPED);
  clock.atMs = 1_000_000;
  expect(book.take([id], 'recordings')).toEqual([DROPPED]);
});

test('a grant that is not known takes none of the others with it', () => {
  const { book } = bookAt();
  const id = book.issue(DROPPED);
  for (const ids of [[id, 'a'.repeat(22)], [id, id], ['__proto__'], ['']]) {
    expect(() => book.take(ids, 'recordings')).toThrow(refused);
  }
  expect(book.take([id], 'recordings')).toHaveLength(1);
});

describe('after ten minutes', () => {
  test('a grant is forgotten, and its host is told', () => {
    const { book, clock, forgotten } = bookAt();
    const id = book.issue(DROPPED);
    clock.atMs = 599_999;
    expect([book.size, forgotten]).toEqual([1, []]);
    clock.atMs = 600_000;
    expect(() => book.take([id], 'recordings')).toThrow(refused);
    expect([book.size, forgotten]).toEqual([0, [DROPPED]]);
  });

  test('younger ones still hold', () => {
    const { book, clock } = bookAt();
    book.issue(DROPPED);
    clock.atMs = 300_000;
    const id = book.issue(DROPPED);
    clock.atMs = 700_000;
    book.forgetExpired();
    expect(book.size).toBe(1);
    expect(book.take([id], 'recordings')).toHaveLength(1);
  });
});

test('there are never more than so many: the oldest are forgotten', () => {
  const { book, forgotten } = bookAt({ most: 3 });
  const ids = [1, 2, 3, 4].map((number) => book.issue({ ...DROPPED, paths: [`/${number}`] }));
  expect([book.size, forgotten.map(({ paths }) => paths)]).toEqual([3, [['/1']]]);
  expect(() => book.take([ids[0] ?? ''], 'recordings')).toThrow(refused);
  expect(book.take(ids.slice(1), 'recordings')).toHaveLength(3);
});

test.each(['recordings', 'moved-recording', 'model'] as const)(
  'what a dialog has asked for as %s is for nothing else; what was dropped is for anything',
  (use) => {
    const { book } = bookAt();
    for (const wanted of ['recordings', 'moved-recording', 'model'] as const) {
      const id = book.issue({ ...DROPPED, use });
      if (wanted === use) expect(book.take([id], wanted)).toHaveLength(1);
      else expect(() => book.take([id], wanted)).toThrow(refused);
      expect(book.take([book.issue(DROPPED)], wanted)).toEqual([DROPPED]);
    }
  },
);
