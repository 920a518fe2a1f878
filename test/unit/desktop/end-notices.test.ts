import { expect, test } from 'vitest';
import { EndNotices, type Notice } from '../../../src/main/core/desktop/end-notices.ts';
import type { JobStatus, JobView } from '../../../src/shared/contract/job.ts';
import { JobBoard } from '../../../src/shared/ends/job-board.ts';
import { BLOCKED, COMPLETED, FAILED, RUNNING } from '../../support/job-statuses.ts';
import { jobViewOf, NOTHING_DONE, uidOf } from '../../support/job-view-of.ts';

const BOTH = { finished: true, failed: true };

/** A board and what it would say. */
class Told {
  readonly board = new JobBoard();
  readonly #notices = new EndNotices();
  wanted = BOTH;

  constructor(jobs: readonly JobView[]) {
    this.board.reset(jobs);
  }

  change(name: string, status: JobStatus, fields: Partial<JobView> = {}): Notice[] {
    const job = jobViewOf(name, { status, progress: { ...NOTHING_DONE, durationMs: 3_484_000 }, ...fields });
    return this.end({ kind: 'job-changed', job });
  }

  end(...events: Parameters<JobBoard['heed']>[0]): Notice[] {
    return this.#notices.notices(this.board.heed(events), this.board.open, this.wanted);
  }
}

const batchUid = uidOf('batch');
const inBatch = { batchUid };

test('one recording gets one notice, with its length and the time that it took', () => {
  const told = new Told([jobViewOf('Interview with Ada', { status: RUNNING })]);
  expect(told.change('Interview with Ada', COMPLETED, { workMs: 552_000 })).toEqual([
    { uid: uidOf('Interview with Ada'), title: 'Interview with Ada is ready', body: '58:04 in 9:12' },
  ]);
});

test('a failure says what happened', () => {
  const told = new Told([jobViewOf('Old tape', { status: RUNNING })]);
  expect(told.change('Old tape', FAILED)).toMatchObject([
    { title: 'Old tape could not be transcribed', body: 'It has no sound track.' },
  ]);
});

test('what was added together is told together, when nothing of it goes on by itself', () => {
  const names = ['a', 'b', 'c'];
  const told = new Told(names.map((name) => jobViewOf(name, { status: RUNNING, ...inBatch })));
  expect(told.change('a', COMPLETED, inBatch)).toEqual([]);
  expect(told.change('b', BLOCKED, inBatch)).toEqual([]);
  expect(told.change('c', COMPLETED, inBatch)).toEqual([
    // A click leads to what needs somebody.
    { uid: uidOf('b'), title: '2 recordings are ready', body: '1 needs you' },
  ]);
});

test('nothing but failures is told as such', () => {
  const told = new Told(['a', 'b'].map((name) => jobViewOf(name, { status: RUNNING, ...inBatch })));
  told.change('a', FAILED, inBatch);
  expect(told.change('b', FAILED, inBatch)).toMatchObject([
    { title: 'Recordings could not be transcribed', body: '2 need you' },
  ]);
});

test('lengths beyond an hour, and names with points in them', () => {
  const told = new Told([jobViewOf('v1.2 talk', { status: RUNNING })]);
  const progress = { ...NOTHING_DONE, durationMs: 3_731_000 };
  expect(told.change('v1.2 talk', COMPLETED, { progress, workMs: 4_000 })).toMatchObject([
    { title: 'v1.2 talk is ready', body: '1:02:11 in 0:04' },
  ]);
});
