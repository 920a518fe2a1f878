import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { SqliteStore } from '../../../src/main/core/storage/sqlite-store.ts';
import type { JobRecord } from '../../../src/main/core/storage/store.ts';
import { storeFiles } from '../../../src/main/core/storage/store-files.ts';
import { JOB_STATES, type JobState, RECOVERED_STATES } from '../../../src/shared/job-state.ts';
import {
  BOOT,
  CRASH_LIMIT,
  completeJob,
  doChunk,
  failureOf,
  finished,
  handClock,
  must,
  newJob,
  newStore,
  planned,
} from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

/** One job for each state. Those that run have a finished chunk and one at work. */
function oneOfEach(store: SqliteStore): Map<JobState, JobRecord> {
  const jobs = new Map<JobState, JobRecord>();
  for (const [number, state] of JOB_STATES.entries()) jobs.set(state, jobIn(store, number, state));
  return jobs;
}

function jobIn(store: SqliteStore, number: number, state: JobState): JobRecord {
  if (state === 'completed') return completeJob(store, number, [['text']]);
  const { id: jobId, uid } = must(store.addJobs([newJob(number)])[0]);
  const step = { jobId, actor: 'user', epoch: null } as const;
  if (state === 'running' || state === 'pausing' || state === 'canceling') {
    const fence = { jobId, epoch: must(store.start(jobId, BOOT)).epoch };
    doChunk(store, fence, finished(0, ['text']));
    store.startChunk(fence, planned(1));
  }
  if (state === 'queued') store.step({ ...step, event: 'imported' });
  if (state === 'pausing' || state === 'paused') store.step({ ...step, event: 'pause' });
  if (state === 'canceling' || state === 'canceled') store.step({ ...step, event: 'cancel' });
  if (state === 'failed') store.step({ ...step, event: 'fail', failure: failureOf() });
  if (state === 'blocked')
    store.step({ ...step, event: 'block', blockReason: 'disk-full', failure: failureOf() });
  if (state === 'retry_wait') {
    store.start(jobId, BOOT);
    store.step({ ...step, event: 'retry-later', failure: failureOf() });
  }
  return must(store.job(uid));
}

test('after a crash every job is in the state from which it goes on', () => {
  const { store } = newStore(suite);
  store.recover(BOOT, '1.0.0', CRASH_LIMIT);
  const before = oneOfEach(store);
  const recovery = store.recover('boot-2', '1.0.0', CRASH_LIMIT);
  const after = new Map([...before].map(([state, { uid }]) => [state, must(store.job(uid)).state]));
  expect(Object.fromEntries(after)).toEqual(RECOVERED_STATES);
  expect(recovery.previousEndWasClean).toBe(false);
  const changed = [...before.values()].filter(({ state }) => RECOVERED_STATES[state] !== state);
  expect(recovery.recovered.map(({ uid }) => uid)).toEqual(changed.map(({ uid }) => uid));
  for (const { id, state } of changed) {
    const to = RECOVERED_STATES[state];
    expect(store.history(id).at(-1)).toMatchObject({ from: state, to, actor: 'recovery' });
  }
});

test('a job that did not run keeps everything it had', () => {
  const { store } = newStore(suite);
  store.recover(BOOT, '1.0.0', CRASH_LIMIT);
  const before = oneOfEach(store);
  // What a job has of earlier runs, besides its state.
  for (const [number, state] of (['retry_wait', 'blocked', 'paused', 'queued'] as const).entries()) {
    const { id: jobId } = must(store.addJobs([newJob(20 + number)])[0]);
    const fence = { jobId, epoch: must(store.start(jobId, BOOT)).epoch };
    store.addSpeechSlice(fence, { streamIndex: 0, slice: 0, probabilities: [0.5], levelsDb: [-10] });
    doChunk(store, fence, finished(0, ['text']));
    store.startChunk(fence, planned(1));
    store.failChunk(fence, 1, failureOf());
    const step = {
      jobId,
      actor: 'queue',
      epoch: null,
      failure: failureOf(),
      attempt: 'next',
      downgrades: 1,
    } as const;
    if (state === 'retry_wait') store.step({ ...step, event: 'retry-later', notBeforeMs: 12_345 });
    if (state === 'blocked') store.step({ ...step, event: 'block', blockReason: 'source-missing' });
    if (state === 'paused') {
      store.step({ ...step, event: 'pause' });
      store.step({ ...step, event: 'stopped' });
    }
    if (state === 'queued') store.step({ ...step, event: 'requeue' });
  }
  const ran = new Set(
    ['running', 'pausing', 'canceling'].map(
      (state) => [...before.values()].find((job) => job.state === state)?.id,
    ),
  );
  const look = () =>
    store
      .jobs()
      .filter(({ id }) => !ran.has(id))
      .map((job) => ({
        job,
        resume: store.resumePoint(job.id),
        transcript: store.transcript(job.uid, null),
        history: store.history(job.id),
      }));
  const seen = look();
  expect(seen).toHaveLength(JOB_STATES.length - 3 + 4);
  expect(seen.map(({ job }) => job.notBeforeMs)).toContain(12_345);
  store.recover('boot-2', '1.0.0', CRASH_LIMIT);
  expect(look()).toEqual(seen);
});

test('recovery leaves nothing to a second one', () => {
  const { store } = newStore(suite);
  store.recover(BOOT, '1.0.0', CRASH_LIMIT);
  const before = oneOfEach(store);
  store.recover('boot-2', '1.0.0', CRASH_LIMIT);
  const jobs = store.jobs();
  const histories = [...before.values()].map(({ id }) => store.history(id));
  expect(store.recover('boot-2', '1.0.0', CRASH_LIMIT).recovered).toEqual([]);
  expect(store.recover('boot-3', '1.0.0', CRASH_LIMIT).recovered).toEqual([]);
  expect(store.jobs()).toEqual(jobs);
  expect([...before.values()].map(({ id }) => store.history(id))).toEqual(histories);
});

test('an owner does not recover what it is working on itself', () => {
  const { store } = newStore(suite);
  store.recover(BOOT, '1.0.0', CRASH_LIMIT);
  const running = must(oneOfEach(store).get('running'));
  expect(store.recover(BOOT, '1.0.0', CRASH_LIMIT).recovered).toEqual([]);
  const fence = { jobId: running.id, epoch: running.epoch };
  expect(store.finishChunk(fence, finished(1, ['still mine']))).not.toBeNull();
});

test('chunks that were at work are done again, finished ones are not', () => {
  const { store } = newStore(suite);
  store.recover(BOOT, '1.0.0', CRASH_LIMIT);
  const { id } = must(oneOfEach(store).get('running'));
  store.recover('boot-2', '1.0.0', CRASH_LIMIT);
  expect(store.resumePoint(id).planned.map(({ isFinished }) => isFinished)).toEqual([true, false]);
  const fence = { jobId: id, epoch: must(store.start(id, 'boot-2')).epoch };
  expect(must(store.job(newJob(JOB_STATES.indexOf('running')).uid)).chunksDone).toBe(1);
  doChunk(store, fence, finished(1, ['again']));
  expect(store.segmentsFrom(id, 0)).toHaveLength(2);
});

test('a clean end is known, and counts against nobody', () => {
  const { store } = newStore(suite);
  expect(store.recover(BOOT, '1.0.0', CRASH_LIMIT).previousEndWasClean).toBe(true);
  const job = must(store.addJobs([newJob(1)])[0]);
  store.start(job.id, BOOT);
  store.endBoot(BOOT);
  const recovery = store.recover('boot-2', '1.0.0', CRASH_LIMIT);
  expect(recovery).toMatchObject({ previousEndWasClean: true, recovered: [{ state: 'queued', crashes: 0 }] });
});

test('a recording that takes the program down again and again is set aside', () => {
  const { store } = newStore(suite, handClock());
  const { id, uid } = must(store.addJobs([newJob(1)])[0]);
  store.recover('boot-0', '1.0.0', CRASH_LIMIT);
  const states = [1, 2, 3].map((crash) => {
    store.start(id, `boot-${crash - 1}`);
    store.recover(`boot-${crash}`, '1.0.0', CRASH_LIMIT);
    const { state, crashes } = must(store.job(uid));
    return { state, crashes };
  });
  expect(states).toEqual([
    { state: 'queued', crashes: 1 },
    { state: 'queued', crashes: 2 },
    { state: 'blocked', crashes: 3 },
  ]);
  const blocked = must(store.job(uid));
  expect(blocked).toMatchObject({ blockReason: 'crash-loop', failure: { code: 'crash-loop' } });
  expect(store.history(id).at(-1)).toMatchObject({ to: 'blocked', code: 'crash-loop' });
  const again = must(store.step({ jobId: id, event: 'unblock', actor: 'user', epoch: null }));
  expect(again).toMatchObject({ state: 'queued', crashes: 0 });
});

test('a chunk that was stored between two crashes shows that the recording is not the cause', () => {
  const { store } = newStore(suite);
  const { id, uid } = must(store.addJobs([newJob(1)])[0]);
  store.recover('boot-0', '1.0.0', CRASH_LIMIT);
  for (let crash = 1; crash <= 5; crash += 1) {
    const fence = { jobId: id, epoch: must(store.start(id, `boot-${crash - 1}`)).epoch };
    doChunk(store, fence, finished(crash - 1, []));
    store.recover(`boot-${crash}`, '1.0.0', CRASH_LIMIT);
  }
  expect(must(store.job(uid))).toMatchObject({ state: 'queued', crashes: 1 });
});

test('a wish to pause or cancel is granted although the program died, even in a crash loop', () => {
  const { store } = newStore(suite);
  store.recover(BOOT, '1.0.0', 1);
  const before = oneOfEach(store);
  store.recover('boot-2', '1.0.0', 1);
  const stateOf = (state: JobState) => must(store.job(must(before.get(state)).uid)).state;
  expect({
    pausing: stateOf('pausing'),
    canceling: stateOf('canceling'),
    running: stateOf('running'),
  }).toEqual({
    pausing: 'paused',
    canceling: 'canceled',
    running: 'blocked',
  });
});

test('of old owners only the last hundred are remembered', () => {
  const { store, folder } = newStore(suite);
  for (let boot = 1; boot <= 120; boot += 1) store.recover(`boot-${boot}`, '1.0.0', CRASH_LIMIT);
  store.close();
  const database = new Database(storeFiles(folder).database, { readonly: true });
  const boots = database.prepare('SELECT boot FROM boots ORDER BY id').pluck().all();
  database.close();
  expect({ count: boots.length, last: boots.at(-1) }).toEqual({ count: 100, last: 'boot-120' });
});
