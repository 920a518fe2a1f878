import { expect, test } from 'vitest';
import type { SqliteStore } from '../../../src/main/core/storage/sqlite-store.ts';
import type { JobRecord, SourceFingerprint } from '../../../src/main/core/storage/store.ts';
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
  SUMMARY,
  startJob,
  withGap,
} from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

const OTHER: SourceFingerprint = {
  path: '/recordings/other.mp3',
  sizeBytes: 77,
  modifiedAtMs: 8.25,
  partialHash: 'other',
};

function historyOf(store: SqliteStore, { id }: JobRecord): string[] {
  return store.history(id).map(({ from, to }) => `${from} > ${to}`);
}

test('a completed job does its new recording in a new revision, and its old text stays until that is complete', () => {
  const clock = handClock(100);
  const { store } = newStore(suite, clock);
  const options = { ...newJob(1).options, quality: 'fast' as const };
  const job = completeJob(store, 1, [['the old text']], { options, managedCopy: '/copies/1.mp3' });
  clock.atMs = 200;
  const replaced = must(store.replaceSource(job.id, OTHER));
  expect(replaced).toMatchObject({
    source: OTHER,
    managedCopy: null,
    facts: { durationMs: null, recordedAt: null },
    options,
    state: 'queued',
    revision: 2,
    shownRevision: 1,
    chunksPlanned: 0,
    doneMs: 0,
    finishedAtMs: null,
    updatedAtMs: 200,
  });
  expect(store.resumePoint(job.id)).toEqual({ planned: [], slices: [], language: null });
  expect(must(store.transcript(job.uid, null)).segments[0]?.text).toBe('the old text');
  const fence = { jobId: job.id, epoch: must(store.start(job.id, BOOT)).epoch };
  doChunk(store, fence, finished(0, ['the new text']));
  store.complete(fence, SUMMARY);
  expect(must(store.transcript(job.uid, null)).segments[0]?.text).toBe('the new text');
  expect(must(store.transcript(job.uid, 1)).segments[0]?.text).toBe('the old text');
});

test('a blocked job whose recording was only listened to does not go on with what it has heard of another', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  store.addSpeechSlice(fence, { streamIndex: 0, slice: 0, probabilities: [0.5], levelsDb: [-10] });
  store.step({
    jobId: job.id,
    event: 'block',
    actor: 'queue',
    epoch: fence.epoch,
    blockReason: 'source-changed',
    failure: failureOf(),
  });
  expect(must(store.replaceSource(job.id, OTHER))).toMatchObject({
    state: 'queued',
    blockReason: null,
    failure: null,
    revision: 2,
  });
  expect(store.resumePoint(job.id).slices).toEqual([]);
});

test('a blocked job that has heard nothing goes on in the same revision', () => {
  const { store } = newStore(suite);
  const { id: jobId } = must(store.addJobs([newJob(1)])[0]);
  const failure = failureOf();
  store.step({
    jobId,
    event: 'block',
    actor: 'queue',
    epoch: null,
    blockReason: 'source-missing',
    failure,
  });
  expect(must(store.replaceSource(jobId, OTHER))).toMatchObject({
    state: 'queued',
    revision: 1,
    source: OTHER,
  });
});

test('a job that failed before it began is queued again, with all its tries', () => {
  const { store } = newStore(suite);
  const { id: jobId } = must(store.addJobs([newJob(1)])[0]);
  store.step({
    jobId,
    event: 'fail',
    actor: 'queue',
    epoch: null,
    failure: failureOf(),
    attempt: 'next',
    downgrades: 2,
  });
  expect(must(store.replaceSource(jobId, OTHER))).toMatchObject({
    state: 'queued',
    revision: 1,
    attempt: 0,
    downgrades: 0,
  });
});

test('gaps of the old recording are not opened again', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  doChunk(store, fence, withGap(0, ['half']));
  store.step({
    jobId: job.id,
    event: 'retry-later',
    actor: 'queue',
    epoch: fence.epoch,
    failure: failureOf(),
    notBeforeMs: 99,
  });
  expect(must(store.replaceSource(job.id, OTHER))).toMatchObject({
    state: 'queued',
    revision: 2,
    notBeforeMs: 0,
  });
  const { segments, review } = must(store.transcript(job.uid, 1));
  expect({ segments: segments.length, review: review.length }).toEqual({ segments: 1, review: 1 });
});

test.each(['queued', 'paused'] as const)('a job that is %s stays so, with a new revision', (state) => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  doChunk(store, fence, finished(0, ['old']));
  store.step({ jobId: job.id, event: 'requeue', actor: 'queue', epoch: fence.epoch });
  if (state === 'paused') store.step({ jobId: job.id, event: 'pause', actor: 'user', epoch: null });
  expect(must(store.replaceSource(job.id, OTHER))).toMatchObject({ state, revision: 2, shownRevision: 1 });
});

test('the history of a job with another recording is a way, and says where the recording was replaced', () => {
  const { store } = newStore(suite);
  const job = completeJob(store, 1, [['text']]);
  store.replaceSource(job.id, OTHER);
  expect(historyOf(store, job).slice(-2)).toEqual(['completed > completed', 'completed > queued']);
  expect(store.history(job.id).at(-2)?.detail).toContain('Another recording');
});

test.each(['running', 'pausing', 'canceling'] as const)('a job that is %s keeps its recording', (state) => {
  const { store } = newStore(suite);
  const { job } = startJob(store, 1, { managedCopy: '/copies/1.mp3' });
  if (state !== 'running') {
    const event = state === 'pausing' ? 'pause' : 'cancel';
    store.step({ jobId: job.id, event, actor: 'user', epoch: null });
  }
  const before = must(store.job(job.uid));
  expect(before.state).toBe(state);
  expect(store.replaceSource(job.id, OTHER)).toBeNull();
  expect(store.job(job.uid)).toEqual(before);
});
