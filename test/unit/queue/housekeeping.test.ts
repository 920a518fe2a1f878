import { describe, expect, test } from 'vitest';
import { Housekeeping } from '../../../src/main/core/queue/housekeeping.ts';
import { JobBook } from '../../../src/main/core/queue/job-book.ts';
import type { JobRecord } from '../../../src/main/core/storage/store.ts';
import { silentLog } from '../../support/silent-log.ts';
import { completeJob, handClock, newStore } from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;
const START_MS = 100 * DAY_MS;

const { store } = newStore(suiteFolder(), handClock(START_MS));
const finished = completeJob(store, 1, [['words']]);

type Scene = { readonly lastBackUpAtMs?: number | null; readonly fails?: 'backUp' | 'checkpoint' | 'purge' };

/** Housekeeping beside a queue of finished jobs, of which only numbers count here. */
function scene({ lastBackUpAtMs = null, fails }: Scene = {}) {
  const book = new JobBook({ order: 'oldest-first', publish() {}, now: () => 0, wallNow: () => 0 });
  const clock = { atMs: START_MS, isBusy: false };
  const done: string[] = [];
  const warnings: string[] = [];
  const work =
    <T>(name: 'backUp' | 'checkpoint' | 'purge', value: T) =>
    async (): Promise<T> => {
      done.push(name);
      if (name === fails) throw new Error('not now');
      return value;
    };
  const housekeeping = new Housekeeping({
    store: {
      backUp: work('backUp', 'copy'),
      checkpoint: work('checkpoint', undefined),
      purge: work('purge', []),
    },
    folders: { copies: '/copies', uploads: '/uploads', artefacts: '/artefacts' },
    book,
    isBusy: () => clock.isBusy,
    lastBackUpAtMs,
    log: { ...silentLog, warn: (event) => void warnings.push(event) },
    now: () => clock.atMs,
    wallNow: () => clock.atMs,
  });
  return {
    done,
    warnings,
    clock,
    /** So much time passes, with a tick each half minute. */
    pass: async (ms: number) => {
      for (let left = ms; left >= 0; left -= 30_000) {
        housekeeping.tick();
        await housekeeping.settled();
        clock.atMs += Math.min(left, 30_000);
      }
    },
    finish: (count: number) => {
      for (let index = 0; index < count; index++) {
        const id = book.counts().completed + 1;
        const record: JobRecord = {
          ...finished,
          id,
          uid: `job${id}`,
          finishedAtMs: clock.atMs,
          updatedAtMs: clock.atMs,
        };
        book.apply(record);
      }
    },
  };
}

describe('copies of the database', () => {
  test('are made at the first rest when there was none, and once a day from then on', async () => {
    const { done, pass, finish } = scene();
    finish(1);
    await pass(60_000);
    expect(done).toEqual(['backUp']);
    await pass(23 * HOUR_MS);
    expect(done).toEqual(['backUp']);
    finish(1);
    await pass(2 * HOUR_MS);
    expect(done.filter((name) => name === 'backUp')).toHaveLength(2);
  });

  test('are not made of what has not changed', async () => {
    const { done, pass } = scene({ lastBackUpAtMs: START_MS - 10 * DAY_MS });
    await pass(DAY_MS / 2);
    expect(done).toEqual([]);
  });

  test('are made after fifty finished jobs, also when there is always more to do', async () => {
    const { done, clock, pass, finish } = scene({ lastBackUpAtMs: START_MS - HOUR_MS });
    clock.isBusy = true;
    finish(49);
    await pass(60_000);
    expect(done).toEqual([]);
    finish(1);
    await pass(60_000);
    expect(done).toEqual(['backUp']);
    await pass(10 * HOUR_MS);
    finish(49);
    await pass(HOUR_MS);
    expect(done).toEqual(['backUp']);
  });

  test('are not put off for longer than two days for work', async () => {
    const { done, clock, pass, finish } = scene({ lastBackUpAtMs: START_MS });
    clock.isBusy = true;
    clock.atMs += HOUR_MS;
    finish(1);
    await pass(46 * HOUR_MS);
    expect(done).toEqual([]);
    await pass(2 * HOUR_MS);
    expect(done).toEqual(['backUp']);
  });

  test('are made when the last one lies in the future: the clock was set back', async () => {
    const { done, pass, finish } = scene({ lastBackUpAtMs: START_MS + 1_000 });
    finish(1);
    await pass(DAY_MS / 2);
    expect(done).toEqual([]);
    const wrong = scene({ lastBackUpAtMs: START_MS + 1_000 });
    wrong.clock.atMs = START_MS;
    wrong.finish(1);
    wrong.clock.atMs = START_MS + 2_000;
    wrong.finish(1);
    wrong.clock.atMs = START_MS;
    await wrong.pass(1_000);
    expect(wrong.done).toEqual(['backUp']);
  });

  test('that go wrong are told of and tried again an hour later', async () => {
    const { done, warnings, pass, finish } = scene({ fails: 'backUp' });
    finish(1);
    await pass(HOUR_MS - 60_000);
    expect([done, warnings]).toEqual([['backUp'], ['store.not-backed-up']]);
    await pass(120_000);
    expect(done).toEqual(['backUp', 'backUp']);
  });
});

describe('the write-ahead log', () => {
  test('is emptied after a minute of rest behind work, once', async () => {
    const { done, clock, pass } = scene();
    await pass(10 * 60_000);
    expect(done).toEqual([]);
    clock.isBusy = true;
    await pass(5 * 60_000);
    clock.isBusy = false;
    await pass(30_000);
    expect(done).toEqual([]);
    await pass(5 * 60_000);
    expect(done).toEqual(['checkpoint']);
  });

  test('that cannot be emptied now harms nothing', async () => {
    const { clock, warnings, pass } = scene({ fails: 'checkpoint' });
    clock.isBusy = true;
    await pass(30_000);
    clock.isBusy = false;
    await pass(5 * 60_000);
    expect(warnings).toEqual(['store.not-checkpointed']);
  });
});

test('jobs that were removed long ago are deleted once a day, at rest', async () => {
  const { done, clock, pass } = scene();
  clock.isBusy = true;
  await pass(30 * HOUR_MS);
  expect(done).toEqual([]);
  clock.isBusy = false;
  await pass(30_000);
  expect(done).toEqual(['purge']);
  await pass(23 * HOUR_MS);
  expect(done.filter((name) => name === 'purge')).toHaveLength(1);
});

test('a second tick while something is under way begins nothing', async () => {
  const held = Promise.withResolvers<string>();
  let copies = 0;
  const book = new JobBook({ order: 'oldest-first', publish() {}, now: () => 0, wallNow: () => 0 });
  book.load([finished]);
  const housekeeping = new Housekeeping({
    store: {
      backUp: () => {
        copies += 1;
        return held.promise;
      },
      checkpoint: async () => {},
      purge: async () => [],
    },
    folders: { copies: '/copies', uploads: '/uploads', artefacts: '/artefacts' },
    book,
    isBusy: () => false,
    lastBackUpAtMs: null,
    log: silentLog,
    now: () => 0,
    wallNow: () => START_MS,
  });
  housekeeping.tick();
  housekeeping.tick();
  held.resolve('copy');
  await housekeeping.settled();
  expect(copies).toBe(1);
});
