import { describe, expect, test } from 'vitest';
import { JobBook } from '../../../src/main/core/queue/job-book.ts';
import type { JobRecord } from '../../../src/main/core/storage/store.ts';
import { type QueueEvent, queueEventSchema } from '../../../src/shared/contract/events.ts';
import { JOB_STATES, NO_JOBS } from '../../../src/shared/job-state.ts';
import { completeJob, must, newJob, newStore } from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const { store } = newStore(suiteFolder());
const waiting = must(store.addJobs([newJob(1)])[0]);
const completed = completeJob(store, 2, [['words']]);

function scene() {
  const events: QueueEvent[] = [];
  const clock = { atMs: 0 };
  const book = new JobBook({
    order: 'oldest-first',
    publish: (event) => void events.push(queueEventSchema.parse(event)),
    now: () => clock.atMs,
    wallNow: () => 0,
  });
  return { book, events, clock };
}

function jobs(count: number, changes: Partial<JobRecord> = {}): JobRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    ...waiting,
    id: index + 1,
    uid: `job${String(index).padStart(17, '0')}`,
    arrival: index,
    rank: index,
    ...changes,
  }));
}

test.each(JOB_STATES)('a job that is %s is shown as the contract wants it', (state) => {
  const { book, events } = scene();
  book.apply({ ...waiting, state });
  expect(events).toMatchObject([{ kind: 'job-changed', job: { status: { state } } }]);
  expect(book.counts()).toEqual({ ...NO_JOBS, [state]: 1 });
});

test('a row that lacks what belongs to its state is shown all the same', () => {
  const { book } = scene();
  const view = book.view({ ...waiting, state: 'blocked', blockReason: null, failure: null });
  expect(view.status).toMatchObject({ state: 'blocked', failure: { code: 'internal' } });
});

describe('places', () => {
  test('are counted among those that wait, whether they were looked at or not', () => {
    const { book } = scene();
    const [a, b, c] = jobs(3);
    book.load([must(a), { ...must(b), state: 'queued' }, { ...must(c), state: 'running' }]);
    expect([must(a), must(b), must(c)].map(({ uid }) => book.line.position(uid))).toEqual([1, 2, null]);
    expect([...book.unseen].map(({ uid }) => uid)).toEqual([must(a).uid]);
  });

  test('follow the order, in both lines', () => {
    const { book } = scene();
    const [a, b] = jobs(2);
    book.load([must(a), must(b)]);
    book.setOrder('newest-first');
    book.setOrder('newest-first');
    expect([...book.line].map(({ uid }) => uid)).toEqual([must(b).uid, must(a).uid]);
    expect(book.unseen.first(() => true)?.uid).toBe(must(b).uid);
  });
});

test('a job whose recording has changed is found by its new length alone', () => {
  const { book } = scene();
  book.load([waiting]);
  book.update({ ...waiting, source: { ...waiting.source, sizeBytes: 77 } });
  expect(book.ofSize(waiting.source.sizeBytes)).toEqual([]);
  expect(book.ofSize(77)).toHaveLength(1);
  book.drop(waiting.uid);
  expect(book.ofSize(77)).toEqual([]);
});

test('jobs that come back are where they were, and dropping what is not there says nothing', () => {
  const { book, events } = scene();
  const all = jobs(4);
  book.load(all);
  book.drop(must(all[1]).uid);
  book.drop(must(all[1]).uid);
  expect(events.map(({ kind }) => kind)).toEqual(['job-removed']);
  book.apply(must(all[1]));
  expect([...book.all()].map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  expect(book.inState('importing').map(({ id }) => id)).toEqual([1, 2, 3, 4]);
});

test('the time until the next try is what is left of it', () => {
  const { book, clock } = scene();
  book.load([waiting]);
  book.setRetryAt(waiting.uid, 5_000);
  clock.atMs = 2_000;
  const retrying = { ...waiting, state: 'retry_wait' as const, attempt: 2 };
  expect(book.view(retrying).status).toMatchObject({ attempt: 2, retryInMs: 3_000 });
  clock.atMs = 9_000;
  expect(book.view(retrying).status).toMatchObject({ retryInMs: 0 });
  book.forgetLive(waiting.uid);
  expect(book.retryAt(waiting.uid)).toBeNull();
});

test('a finished job shows all of its progress, an unfinished one what is stored and never all', () => {
  const { book } = scene();
  expect(book.view(completed).progress).toMatchObject({ fraction: 1, planIsComplete: true });
  const facts = { durationMs: 1_000, recordedAt: null };
  expect(book.view({ ...waiting, facts, doneMs: 500 }).progress.fraction).toBe(0.5);
  expect(book.view({ ...waiting, facts, doneMs: 1_000 }).progress.fraction).toBe(0.99);
  expect(book.view({ ...waiting, facts: { ...facts, durationMs: 0 } }).progress.fraction).toBe(0);
});

test('finding the next of many jobs to look at does not go through those that were looked at', () => {
  const { book } = scene();
  const many = jobs(3_000);
  book.load(many);
  let asked = 0;
  for (const record of many) {
    const next = book.unseen.first((candidate) => {
      asked += 1;
      return candidate.uid === record.uid;
    });
    expect(next?.uid).toBe(record.uid);
    book.update({ ...record, state: 'queued' });
  }
  expect(asked).toBe(many.length);
});
