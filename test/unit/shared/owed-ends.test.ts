import { expect, test } from 'vitest';
import type { JobStatus, JobView } from '../../../src/shared/contract/job.ts';
import { JobBoard } from '../../../src/shared/ends/job-board.ts';
import { OwedEnds } from '../../../src/shared/ends/owed-ends.ts';
import { BLOCKED, COMPLETED, FAILED, RUNNING } from '../../support/job-statuses.ts';
import { jobViewOf, NOTHING_DONE, uidOf } from '../../support/job-view-of.ts';

const BOTH = { finished: true, failed: true };

/** What is told, as short as can be: which recordings, how they ended, how many of each, and which is shown. */
type Told = { readonly ends: readonly string[]; readonly counts: string; readonly shows: string };

/** A board and what is owed by it. */
class Desk {
  readonly board = new JobBoard();
  readonly #owed = new OwedEnds();
  wanted = BOTH;

  constructor(jobs: readonly JobView[]) {
    this.board.reset(jobs);
  }

  change(name: string, status: JobStatus, fields: Partial<JobView> = {}): Told[] {
    const job = jobViewOf(name, { status, progress: { ...NOTHING_DONE, durationMs: 3_484_000 }, ...fields });
    return this.heed({ kind: 'job-changed', job });
  }

  heed(...events: Parameters<JobBoard['heed']>[0]): Told[] {
    return this.#owed
      .settle(this.board.heed(events), this.board.open, this.wanted)
      .map(({ ends, ready, needing, uid }) => ({
        ends: ends.map(({ job, end }) => `${job.title} ${end}`),
        counts: `${ready} ready, ${needing} needing`,
        shows: uid,
      }));
  }
}

const batchUid = uidOf('batch');
const inBatch = { batchUid };

test('one recording is told alone', () => {
  const desk = new Desk([jobViewOf('a', { status: RUNNING })]);
  expect(desk.change('a', COMPLETED)).toEqual([
    { ends: ['a.mp3 finished'], counts: '1 ready, 0 needing', shows: uidOf('a') },
  ]);
});

test('what was added together is told together, when nothing of it goes on by itself', () => {
  const desk = new Desk(['a', 'b', 'c'].map((name) => jobViewOf(name, { status: RUNNING, ...inBatch })));
  expect(desk.change('a', COMPLETED, inBatch)).toEqual([]);
  expect(desk.change('b', BLOCKED, inBatch)).toEqual([]);
  expect(desk.change('c', COMPLETED, inBatch)).toEqual([
    // A click leads to what needs somebody.
    {
      ends: ['a.mp3 finished', 'b.mp3 failed', 'c.mp3 finished'],
      counts: '2 ready, 1 needing',
      shows: uidOf('b'),
    },
  ]);
});

test('what a person has paused or cancelled keeps nobody waiting for the others', () => {
  const desk = new Desk(['a', 'b'].map((name) => jobViewOf(name, { status: RUNNING, ...inBatch })));
  expect(desk.change('a', COMPLETED, inBatch)).toEqual([]);
  expect(desk.change('b', { state: 'paused' }, inBatch)).toMatchObject([{ ends: ['a.mp3 finished'] }]);
  expect(desk.change('b', RUNNING, inBatch)).toEqual([]);
  expect(desk.change('b', COMPLETED, inBatch)).toMatchObject([{ ends: ['b.mp3 finished'] }]);
});

test.each([
  ['finished', { finished: false, failed: true }, COMPLETED],
  ['failed', { finished: true, failed: false }, FAILED],
] as const)('who does not want to hear of what has %s hears nothing', (_end, wanted, status) => {
  const desk = new Desk([jobViewOf('a', { status: RUNNING })]);
  desk.wanted = wanted;
  expect(desk.change('a', status)).toEqual([]);
});

test('an end that is told again, or that was there before, is no news', () => {
  const desk = new Desk([jobViewOf('a', { status: COMPLETED }), jobViewOf('b', { status: BLOCKED })]);
  expect(desk.change('a', COMPLETED)).toEqual([]);
  expect(desk.change('b', BLOCKED)).toEqual([]);
  expect(desk.change('new', COMPLETED)).toEqual([]);
});

test('a cancelled recording is no news to the one who cancelled it', () => {
  const desk = new Desk([jobViewOf('a', { status: RUNNING })]);
  expect(desk.change('a', { state: 'canceled' })).toEqual([]);
});

test('a recording that was tried again is told again', () => {
  const desk = new Desk([jobViewOf('a', { status: RUNNING })]);
  expect(desk.change('a', FAILED)).toHaveLength(1);
  expect(desk.change('a', RUNNING)).toEqual([]);
  expect(desk.change('a', COMPLETED)).toHaveLength(1);
});

test('one that is tried again is no longer counted as ended', () => {
  const desk = new Desk(['a', 'b'].map((name) => jobViewOf(name, { status: RUNNING })));
  desk.change('a', FAILED);
  expect([...desk.board.done]).toHaveLength(1);
  desk.change('a', RUNNING);
  expect([...desk.board.done]).toEqual([]);
});

test('the board counts what has ended for as long as anything moves', () => {
  const desk = new Desk(['a', 'b'].map((name) => jobViewOf(name, { status: RUNNING })));
  desk.change('a', COMPLETED);
  expect([...desk.board.done].map(({ uid }) => uid)).toEqual([uidOf('a')]);
  desk.heed({ kind: 'job-removed', uid: uidOf('b') });
  expect([...desk.board.done]).toEqual([]);
});
