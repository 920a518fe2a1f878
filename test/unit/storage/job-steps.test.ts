import { expect, test } from 'vitest';
import type { SqliteStore } from '../../../src/main/core/storage/sqlite-store.ts';
import type { JobRecord, Step } from '../../../src/main/core/storage/store.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { DEFAULT_JOB_OPTIONS } from '../../../src/shared/job-options.ts';
import {
  JOB_EVENTS,
  JOB_STATES,
  type JobEvent,
  type JobState,
  nextState,
} from '../../../src/shared/job-state.ts';
import {
  BOOT,
  completeJob,
  doChunk,
  failureOf,
  finished,
  handClock,
  must,
  newJob,
  newStore,
  planned,
  SUMMARY,
  startJob,
  uidOf,
  withGap,
} from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

/** The shortest way from a new job into each state. */
const WAYS: Readonly<Record<JobState, readonly JobEvent[]>> = {
  importing: [],
  queued: ['imported'],
  running: ['start'],
  pausing: ['start', 'pause'],
  paused: ['pause'],
  retry_wait: ['start', 'retry-later'],
  blocked: ['block'],
  canceling: ['start', 'cancel'],
  canceled: ['cancel'],
  failed: ['fail'],
  completed: ['start', 'complete'],
};

/** Does what an event needs to be done, by the method that does it. */
function send(store: SqliteStore, job: JobRecord, event: JobEvent): JobRecord | null {
  const { id: jobId, epoch } = job;
  const step: Step = { jobId, event, actor: 'queue', epoch: null };
  switch (event) {
    case 'start':
      return store.start(jobId, BOOT);
    case 'complete':
      return store.complete({ jobId, epoch }, SUMMARY);
    case 'redo':
      return store.redo(jobId, DEFAULT_JOB_OPTIONS);
    case 'block':
      return store.step({ ...step, blockReason: 'disk-full', failure: failureOf('disk-full') });
    case 'fail':
    case 'retry-later':
      return store.step({ ...step, failure: failureOf(), notBeforeMs: 99.5 });
    default:
      return store.step(step);
  }
}

/** One part with its text and one with a gap, so that there is something to try again. */
function hear(store: SqliteStore, { id: jobId, epoch }: JobRecord): void {
  doChunk(store, { jobId, epoch }, finished(0, ['text']));
  doChunk(store, { jobId, epoch }, withGap(1, ['half']));
}

function jobIn(store: SqliteStore, number: number, state: JobState): JobRecord {
  let job = must(store.addJobs([newJob(number)])[0]);
  for (const event of WAYS[state]) {
    if (event === 'complete') hear(store, job);
    job = must(send(store, job, event));
  }
  expect(job.state).toBe(state);
  return job;
}

for (const state of JOB_STATES) {
  test(`a job that is ${state} takes exactly the steps of the table`, () => {
    const { store } = newStore(suite);
    for (const [number, event] of JOB_EVENTS.entries()) {
      const before = jobIn(store, number, state);
      const historyBefore = store.history(before.id);
      const expected = nextState(state, event);
      const after = send(store, before, event);
      const [entry, ...more] = store.history(before.id).slice(historyBefore.length);
      expect(more).toEqual([]);
      if (expected === null) {
        expect({ event, after }).toEqual({ event, after: null });
        expect(store.job(before.uid)).toEqual(before);
        // Whoever asks for a redo is a person, and is told at once.
        if (event === 'redo') expect(entry).toBeUndefined();
        else expect(entry).toMatchObject({ from: state, to: state, code: 'state-refused' });
      } else {
        expect({ event, state: after?.state }).toEqual({ event, state: expected });
        expect(store.job(before.uid)).toEqual(after);
        expect(entry).toMatchObject({ from: state, to: expected });
      }
    }
  });
}

test('what is a method of its own is not taken as a plain step', () => {
  const { store } = newStore(suite);
  const job = must(store.addJobs([newJob(1)])[0]);
  expect(() => store.step({ jobId: job.id, event: 'start', actor: 'queue', epoch: null })).toThrow(
    EarshotError,
  );
  expect(store.job(job.uid)).toEqual(job);
});

test('each start has an epoch of its own, and the first one is when the job began', () => {
  const clock = handClock(100);
  const { store } = newStore(suite, clock);
  const { job, fence } = startJob(store, 1);
  expect(job).toMatchObject({ epoch: 1, startedAtMs: 100 });
  store.step({ jobId: job.id, event: 'requeue', actor: 'queue', epoch: fence.epoch });
  clock.atMs = 200;
  expect(must(store.start(job.id, BOOT))).toMatchObject({ epoch: 2, startedAtMs: 100, updatedAtMs: 200 });
});

test('a step of an older run is refused and changes nothing', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  store.step({ jobId: job.id, event: 'requeue', actor: 'queue', epoch: fence.epoch });
  const running = must(store.start(job.id, BOOT));
  const late = {
    jobId: job.id,
    event: 'fail',
    actor: 'queue',
    epoch: fence.epoch,
    failure: failureOf(),
  } as const;
  expect(store.step(late)).toBeNull();
  expect(store.complete(fence, SUMMARY)).toBeNull();
  expect(store.job(job.uid)).toEqual(running);
  expect(
    store
      .history(job.id)
      .slice(-2)
      .map(({ code }) => code),
  ).toEqual(['state-refused', 'state-refused']);
  // Positive control: the same step of the run that counts is taken.
  expect(must(store.step({ ...late, epoch: running.epoch })).state).toBe('failed');
});

test('several steps are taken or refused each on its own', () => {
  const { store } = newStore(suite);
  const jobs = store.addJobs([newJob(1), newJob(2), newJob(3)]);
  store.step({ jobId: must(jobs[1]).id, event: 'cancel', actor: 'user', epoch: null });
  const results = store.steps(
    jobs.map(({ id }) => ({ jobId: id, event: 'cancel', actor: 'user', epoch: null })),
  );
  expect(results.map((job) => job?.state ?? null)).toEqual(['canceled', null, 'canceled']);
});

test('a failure is known as long as the job is in the state that it led to', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  const failure = failureOf();
  const wait = must(
    store.step({
      jobId: job.id,
      event: 'retry-later',
      actor: 'queue',
      epoch: fence.epoch,
      failure,
      notBeforeMs: 777,
      attempt: 'next',
      downgrades: 1,
    }),
  );
  expect(wait).toMatchObject({ failure, notBeforeMs: 777, attempt: 1, downgrades: 1 });
  const due = must(store.step({ jobId: job.id, event: 'retry-due', actor: 'queue', epoch: null }));
  expect(due).toMatchObject({ failure: null, notBeforeMs: 0, attempt: 1, downgrades: 1 });
  const paused = must(
    store.step({ jobId: job.id, event: 'pause', actor: 'user', epoch: null, attempt: 'reset' }),
  );
  expect(paused.attempt).toBe(0);
});

test('a state that needs a reason is not stored without one', () => {
  const { store } = newStore(suite);
  const job = must(store.addJobs([newJob(1)])[0]);
  const step = { jobId: job.id, actor: 'queue', epoch: null } as const;
  expect(() => store.step({ ...step, event: 'block', failure: failureOf() })).toThrow(EarshotError);
  expect(() => store.step({ ...step, event: 'block', blockReason: 'disk-full' })).toThrow(EarshotError);
  expect(() => store.step({ ...step, event: 'fail' })).toThrow(EarshotError);
  expect(store.job(job.uid)).toEqual(job);
});

test('a job that ended says when, and no longer once it goes on', () => {
  const clock = handClock(10);
  const { store } = newStore(suite, clock);
  const { job } = startJob(store, 1);
  clock.atMs = 20;
  store.step({ jobId: job.id, event: 'cancel', actor: 'user', epoch: null });
  const canceled = must(store.step({ jobId: job.id, event: 'stopped', actor: 'queue', epoch: job.epoch }));
  expect(canceled).toMatchObject({ startedAtMs: 10, finishedAtMs: 20 });
  const again = must(store.step({ jobId: job.id, event: 'retry', actor: 'user', epoch: null }));
  expect(again).toMatchObject({ startedAtMs: null, finishedAtMs: null });
});

test('chunks at work go on while a job is pausing, and are free again once it has stopped', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  store.startChunk(fence, planned(0));
  store.startChunk(fence, planned(1));
  store.step({ jobId: job.id, event: 'pause', actor: 'user', epoch: null });
  expect(must(store.finishChunk(fence, finished(0, ['done while pausing']))).job.chunksDone).toBe(1);
  store.step({ jobId: job.id, event: 'stopped', actor: 'queue', epoch: fence.epoch });
  expect(store.finishChunk(fence, finished(1, ['too late']))).toBeNull();
  expect(store.resumePoint(job.id).planned.map(({ isFinished }) => isFinished)).toEqual([true, false]);
});

test('a job is complete only when all its chunks are finished', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  doChunk(store, fence, finished(0, ['one']));
  store.startChunk(fence, planned(1));
  expect(store.complete(fence, SUMMARY)).toBeNull();
  expect(must(store.job(job.uid)).state).toBe('running');
  expect(store.history(job.id).at(-1)).toMatchObject({
    code: 'state-refused',
    detail: '1 parts are not finished.',
  });
  store.finishChunk(fence, finished(1, ['two']));
  expect(must(store.complete(fence, SUMMARY))).toMatchObject({
    state: 'completed',
    doneMs: 60_000,
    workMs: 1_500,
  });
});

test('working time of all runs of a revision is added up', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  store.step({ jobId: job.id, event: 'requeue', actor: 'queue', epoch: fence.epoch, workMs: 250.4 });
  const again = { jobId: job.id, epoch: must(store.start(job.id, BOOT)).epoch };
  expect(must(store.complete(again, SUMMARY)).workMs).toBe(1_750);
  expect(must(store.redo(job.id, DEFAULT_JOB_OPTIONS)).workMs).toBe(0);
});

test('a completed job without gaps is not tried again', () => {
  const { store } = newStore(suite);
  const job = completeJob(store, 1, [['whole part']]);
  expect(store.step({ jobId: job.id, event: 'retry', actor: 'queue', epoch: null })).toBeNull();
  expect(store.job(job.uid)).toEqual(job);
  expect(store.history(job.id).at(-1)).toMatchObject({
    code: 'state-refused',
    detail: 'All parts have their text: there is nothing to try again.',
  });
});

test('a recording of which the engine got through nothing is not complete, and trying it again does all of it', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  doChunk(store, fence, withGap(0, []));
  doChunk(store, fence, withGap(1, ['half part']));
  expect(store.complete(fence, SUMMARY)).toBeNull();
  expect(must(store.job(job.uid))).toMatchObject({ state: 'running', chunksPlanned: 2, chunksGap: 2 });
  expect(store.history(job.id).at(-1)).toMatchObject({
    code: 'state-refused',
    detail: 'The engine got through none of the parts.',
  });
  store.step({ jobId: job.id, event: 'fail', actor: 'queue', epoch: fence.epoch, failure: failureOf() });
  const retried = must(store.step({ jobId: job.id, event: 'retry', actor: 'user', epoch: null }));
  expect(retried).toMatchObject({ state: 'queued', chunksPlanned: 2, chunksGap: 0, doneMs: 0 });
  const again = { jobId: job.id, epoch: must(store.start(job.id, BOOT)).epoch };
  doChunk(store, again, finished(0, ['heard now']));
  doChunk(store, again, withGap(1, []));
  expect(must(store.complete(again, SUMMARY))).toMatchObject({ state: 'completed', chunksGap: 1 });
});

test('a recording in which nobody speaks is complete without a part', () => {
  const { store } = newStore(suite);
  const { fence } = startJob(store, 1);
  expect(must(store.complete(fence, SUMMARY)).state).toBe('completed');
});

test('trying a failed job again keeps its gaps', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  doChunk(store, fence, finished(0, ['whole part']));
  doChunk(store, fence, withGap(1, ['half part']));
  store.step({ jobId: job.id, event: 'fail', actor: 'queue', epoch: fence.epoch, failure: failureOf() });
  expect(must(store.step({ jobId: job.id, event: 'retry', actor: 'user', epoch: null })).chunksGap).toBe(1);
});

test('a job that is done anew shows its old text until the new one is complete', () => {
  const { store } = newStore(suite);
  const old = completeJob(store, 1, [['the first version']]);
  const options = { ...DEFAULT_JOB_OPTIONS, model: 'large' };
  const redone = must(store.redo(old.id, options));
  expect(redone).toMatchObject({
    state: 'queued',
    options,
    revision: 2,
    shownRevision: 1,
    engine: null,
    language: null,
    chunksPlanned: 0,
    doneMs: 0,
    workMs: 0,
    startedAtMs: null,
  });
  const fence = { jobId: old.id, epoch: must(store.start(old.id, BOOT)).epoch };
  doChunk(store, fence, finished(0, ['another version']));
  expect(store.search('first', 5)).toHaveLength(1);
  expect(store.search('another', 5)).toEqual([]);
  expect(must(store.transcript(old.uid, null)).segments[0]?.text).toBe('the first version');
  expect(must(store.transcript(old.uid, 2)).segments[0]?.text).toBe('another version');

  expect(must(store.complete(fence, SUMMARY))).toMatchObject({ revision: 2, shownRevision: 2 });
  expect(store.search('first', 5)).toEqual([]);
  expect(store.search('another', 5)).toHaveLength(1);
  expect(must(store.transcript(old.uid, 1)).segments[0]?.text).toBe('the first version');
  expect(store.transcript(uidOf(1), 3)).toBeNull();
});

test('a redo that was given up leaves the old text shown, and a further one gets a number of its own', () => {
  const { store } = newStore(suite);
  const old = completeJob(store, 1, [['the first version']]);
  store.redo(old.id, DEFAULT_JOB_OPTIONS);
  store.step({ jobId: old.id, event: 'cancel', actor: 'user', epoch: null });
  expect(must(store.transcript(old.uid, null)).segments[0]?.text).toBe('the first version');
  expect(must(store.redo(old.id, DEFAULT_JOB_OPTIONS))).toMatchObject({ revision: 3, shownRevision: 1 });
});
