import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AGEING_MS,
  type OrderMode,
  type Place,
  type Waiting,
  WaitingLine,
} from '../../../src/main/core/queue/queue-order.ts';
import { ORDER_MODES } from '../../../src/shared/contract/methods.ts';

const NOW_MS = 1_000 * AGEING_MS;

/** A job that came as the n-th, just now and with the lowest wish, unless told otherwise. */
function job(uid: string, arrival: number, more: Partial<Waiting> = {}): Waiting {
  return { uid, arrival, priority: 0, rank: arrival, createdAtMs: NOW_MS, ...more };
}

function lineOf(mode: OrderMode, jobs: readonly Waiting[], now = () => NOW_MS): WaitingLine<Waiting> {
  const line = new WaitingLine<Waiting>(mode, now);
  for (const one of jobs) line.put(one);
  return line;
}

const uidsOf = (line: WaitingLine<Waiting>) => [...line].map(({ uid }) => uid);

/** What a move does to a line: the ranks are taken over, and the mode is the person's own order from then on. */
function move(line: WaitingLine<Waiting>, uid: string, to: Place): void {
  const ranks = new Map(line.ranksFor(uid, to).map(({ uid: moved, rank }) => [moved, rank]));
  const waiting = [...line];
  for (const one of waiting) line.put({ ...one, rank: ranks.get(one.uid) ?? one.rank });
  line.setMode('my-order');
}

const three = [job('a', 1), job('b', 2), job('c', 3)];

describe('the order', () => {
  test.each([
    ['oldest-first', ['a', 'b', 'c']],
    ['newest-first', ['c', 'b', 'a']],
    ['my-order', ['a', 'b', 'c']],
  ] as const)('%s', (mode, expected) => {
    expect(uidsOf(lineOf(mode, three))).toEqual(expected);
  });

  test.each(ORDER_MODES)('a higher priority comes first, whatever else: %s', (mode) => {
    const line = lineOf(mode, [
      job('low', 1, { priority: -1 }),
      job('high', 2, { priority: 5 }),
      job('plain', 3),
    ]);
    expect(uidsOf(line)).toEqual(['high', 'plain', 'low']);
  });

  test('newest first lets nobody wait for more than a day', () => {
    const line = lineOf('newest-first', [
      job('old', 1, { createdAtMs: NOW_MS - AGEING_MS - 5 }),
      job('older than a day', 2, { createdAtMs: NOW_MS - AGEING_MS }),
      job('younger', 3, { createdAtMs: NOW_MS - AGEING_MS + 1 }),
      job('new', 4),
    ]);
    expect(uidsOf(line)).toEqual(['old', 'older than a day', 'new', 'younger']);
  });

  test('a job comes of age while it waits', () => {
    let nowMs = NOW_MS;
    const line = lineOf('newest-first', [job('first', 1), job('second', 2)], () => nowMs);
    expect(line.position('first')).toBe(2);
    nowMs += AGEING_MS;
    expect(line.position('first')).toBe(1);
  });

  test('changing the mode changes the order of those that wait', () => {
    const line = lineOf('oldest-first', [job('a', 1, { rank: 9 }), job('b', 2, { rank: 5 })]);
    line.setMode('my-order');
    expect(uidsOf(line)).toEqual(['b', 'a']);
    expect(line.mode).toBe('my-order');
  });
});

describe('a place in the line', () => {
  test('a job that does not wait has none', () => {
    const line = lineOf('oldest-first', three);
    line.remove('b');
    line.remove('never there');
    expect(['a', 'b', 'c'].map((uid) => line.position(uid))).toEqual([1, null, 2]);
    expect(line.size).toBe(2);
  });

  test('a job that is put in again comes to its new place, once', () => {
    const line = lineOf('oldest-first', three);
    line.put(job('c', 3, { priority: 1 }));
    expect(uidsOf(line)).toEqual(['c', 'a', 'b']);
  });

  test('what may not start keeps its place, and the first that may is found behind it', () => {
    const line = lineOf('oldest-first', three);
    expect(line.first(({ uid }) => uid !== 'a')?.uid).toBe('b');
    expect(line.first(() => false)).toBeNull();
    expect(line.position('a')).toBe(1);
  });
});

const anyJobs: fc.Arbitrary<Waiting[]> = fc
  .array(
    fc.record({
      priority: fc.integer({ min: -2, max: 2 }),
      rank: fc.integer({ min: -3, max: 8 }),
      // In any order: a clock may have been put back between two arrivals.
      createdAtMs: fc.integer({ min: NOW_MS - 2 * AGEING_MS, max: NOW_MS + AGEING_MS }),
    }),
    { maxLength: 40 },
  )
  .map((jobs) => jobs.map((one, index) => ({ ...one, uid: `job-${index}`, arrival: index })));

test('places count from 1 without gaps, and are the order in which jobs start', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ORDER_MODES), anyJobs, (mode, jobs) => {
      const line = lineOf(mode, jobs);
      const order = uidsOf(line);
      expect(order.toSorted()).toEqual(jobs.map(({ uid }) => uid).toSorted());
      expect(order.map((uid) => line.position(uid))).toEqual(order.map((_, index) => index + 1));
      expect(line.first(() => true)?.uid).toBe(order[0]);
    }),
  );
});

test('the order is the same however it came about', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ORDER_MODES), anyJobs, fc.func(fc.boolean()), (mode, jobs, leaves) => {
      const line = lineOf(mode, jobs);
      for (const one of jobs) if (leaves(one.uid)) line.remove(one.uid);
      const stay = jobs.filter(({ uid }) => !leaves(uid));
      // Where times do not follow arrivals the end of the aged depends on where one looks; elsewhere it must not.
      const inTime = stay.map((one, index) => ({
        ...one,
        createdAtMs: NOW_MS - 2 * AGEING_MS + index * (AGEING_MS / 10),
      }));
      for (const one of inTime) line.put(one);
      expect(uidsOf(line)).toEqual(uidsOf(lineOf(mode, inTime.toReversed())));
    }),
  );
});

describe('moving', () => {
  test.each(ORDER_MODES)(
    'to the front, to the end and before another, from the order that is seen: %s',
    (mode) => {
      const seen = uidsOf(lineOf(mode, three));
      const [first = '', middle = '', last = ''] = seen;
      const moved = (uid: string, to: Place) => {
        const line = lineOf(mode, three);
        move(line, uid, to);
        return uidsOf(line);
      };
      expect(moved(last, 'next')).toEqual([last, first, middle]);
      expect(moved(first, 'last')).toEqual([middle, last, first]);
      expect(moved(last, { before: middle })).toEqual([first, last, middle]);
    },
  );

  test('in the own order one rank changes, and not those of the others', () => {
    const spaced = three.map((one, index) => ({ ...one, rank: index * 1024 }));
    expect(lineOf('my-order', spaced).ranksFor('c', { before: 'b' })).toEqual([{ uid: 'c', rank: 512 }]);
    expect(lineOf('my-order', spaced).ranksFor('c', 'next')).toEqual([{ uid: 'c', rank: -1024 }]);
    expect(lineOf('my-order', spaced).ranksFor('a', 'last')).toEqual([{ uid: 'a', rank: 2049 }]);
  });

  test('before the first of its priority there is room as well', () => {
    const jobs = [
      job('high', 1, { priority: 1, rank: 7 }),
      job('a', 2, { rank: 7 }),
      job('b', 3, { rank: 8 }),
    ];
    expect(lineOf('my-order', jobs).ranksFor('b', { before: 'a' })).toEqual([{ uid: 'b', rank: 7 - 1024 }]);
  });

  test('a gap that is used up is made anew, within the ranks that there are', () => {
    const line = lineOf('my-order', three);
    expect(line.ranksFor('c', { before: 'b' }).toSorted((x, y) => x.rank - y.rank)).toEqual([
      { uid: 'c', rank: 2 },
      { uid: 'b', rank: 3 },
    ]);
  });

  test('only jobs between the two places change, and none of another priority', () => {
    const jobs = Array.from({ length: 9 }, (_, index) =>
      job(`${index}`, index, { priority: index % 2, rank: Math.floor(index / 2) }),
    );
    const changed = lineOf('my-order', jobs).ranksFor('6', { before: '2' });
    expect(changed.map(({ uid }) => uid).toSorted()).toEqual(['2', '4', '6']);
  });

  test('before a job that waits no longer means next', () => {
    const line = lineOf('oldest-first', three);
    move(line, 'c', { before: 'runs by now' });
    expect(uidsOf(line)).toEqual(['c', 'a', 'b']);
  });

  test('before itself changes nothing', () => {
    expect(lineOf('my-order', three).ranksFor('a', { before: 'a' })).toEqual([]);
  });

  test('a job that does not wait gets a rank for the time when it does', () => {
    const line = lineOf('oldest-first', three);
    const ranks = line.ranksFor('paused', { before: 'b' });
    for (const { uid, rank } of ranks)
      line.put({ ...job(uid, uid === 'paused' ? 9 : three.findIndex((one) => one.uid === uid) + 1), rank });
    line.setMode('my-order');
    expect(uidsOf(line)).toEqual(['a', 'paused', 'b', 'c']);
  });

  test('the only job is moved anywhere without harm', () => {
    const line = lineOf('my-order', [job('a', 1)]);
    for (const place of ['next', 'last'] as const) move(line, 'a', place);
    expect(uidsOf(line)).toEqual(['a']);
    expect(line.priorityFor('a', 'next')).toBeNull();
    expect(lineOf('my-order', []).ranksFor('a', 'next')).toHaveLength(1);
    expect(lineOf('oldest-first', []).ranksFor('a', 'last')).toHaveLength(1);
  });

  test('the priority that a place needs is that of its neighbour', () => {
    const line = lineOf('oldest-first', [
      job('high', 1, { priority: 3 }),
      job('a', 2),
      job('low', 3, { priority: -3 }),
    ]);
    expect(line.priorityFor('a', 'next')).toBe(3);
    expect(line.priorityFor('a', 'last')).toBe(-3);
    expect(line.priorityFor('high', 'next')).toBe(0);
    expect(line.priorityFor('low', 'last')).toBe(0);
    expect(line.priorityFor('a', { before: 'low' })).toBe(-3);
    expect(line.priorityFor('a', { before: 'gone' })).toBe(3);
  });
});

test('many moves in a row do what each says and leave the others in their order', () => {
  const moves = fc.array(fc.tuple(fc.nat(7), fc.oneof(fc.constantFrom('next', 'last'), fc.nat(7))), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(fc.constantFrom(...ORDER_MODES), moves, (mode, steps) => {
      const line = lineOf(
        mode,
        Array.from({ length: 8 }, (_, index) => job(`job-${index}`, index)),
      );
      for (const [from, to] of steps) {
        const before = uidsOf(line);
        const uid = `job-${from}`;
        const place: Place = typeof to === 'number' ? { before: `job-${to}` } : to;
        move(line, uid, place);
        if (typeof to === 'number' && to === from) continue;
        const others = before.filter((other) => other !== uid);
        const at = to === 'next' ? 0 : to === 'last' ? others.length : others.indexOf(`job-${to}`);
        expect(uidsOf(line)).toEqual(others.toSpliced(at, 0, uid));
      }
    }),
  );
});
