import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { NewJob, SourceFingerprint } from '../../../src/main/core/storage/store.ts';
import { storeFiles } from '../../../src/main/core/storage/store-files.ts';
import { jobHistoryEntrySchema } from '../../../src/shared/contract/job.ts';
import { DEFAULT_QUEUE_SETTINGS } from '../../../src/shared/contract/methods.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import {
  BOOT,
  completeJob,
  ENGINE,
  failureOf,
  handClock,
  must,
  newJob,
  newStore,
  planned,
  SUMMARY,
  startJob,
  uidOf,
} from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

test('a new job is stored with everything that is known of it', () => {
  const clock = handClock(42_000);
  const { store } = newStore(suite, clock);
  const job: NewJob = newJob(1, {
    batchUid: uidOf(9),
    foundIn: '/recordings',
    managedCopy: '/copies/1.mp3',
    source: {
      path: '/recordings/Ü 音.mp3',
      sizeBytes: 9_876_543_210,
      modifiedAtMs: 1234.5678,
      partialHash: 'aa',
    },
  });
  const [added] = store.addJobs([job]);
  expect(added).toEqual({
    ...job,
    id: 1,
    state: 'importing',
    blockReason: null,
    failure: null,
    facts: { durationMs: null, recordedAt: null },
    priority: 0,
    arrival: 1,
    rank: 1,
    epoch: 0,
    attempt: 0,
    downgrades: 0,
    crashes: 0,
    notBeforeMs: 0,
    revision: 1,
    shownRevision: 1,
    engine: null,
    language: null,
    chunksPlanned: 0,
    chunksDone: 0,
    chunksGap: 0,
    doneMs: 0,
    workMs: 0,
    notices: [],
    exportStatus: { state: 'none' },
    createdAtMs: 42_000,
    startedAtMs: null,
    finishedAtMs: null,
    updatedAtMs: 42_000,
  });
  expect(store.job(job.uid)).toEqual(added);
  expect(store.jobs()).toEqual([added]);
});

test('jobs come in the order of their arrival, the newest at the end of both orders', () => {
  const { store } = newStore(suite);
  const first = store.addJobs([newJob(1), newJob(2)]);
  store.setRanks([{ jobId: must(first[0]).id, rank: 17.5 }]);
  store.addJobs([newJob(3)]);
  expect(store.jobs().map(({ uid, rank }) => ({ uid, rank }))).toEqual([
    { uid: uidOf(1), rank: 17.5 },
    { uid: uidOf(2), rank: 2 },
    { uid: uidOf(3), rank: 18 },
  ]);
});

test('all jobs of one call are added, or none of them', () => {
  const { store } = newStore(suite);
  store.addJobs([newJob(1)]);
  expect(() => store.addJobs([newJob(2), newJob(1)])).toThrow(EarshotError);
  expect(store.jobs().map(({ uid }) => uid)).toEqual([uidOf(1)]);
  expect(store.addJobs([])).toEqual([]);
});

test('nothing is found under a uid that nobody has', () => {
  const { store } = newStore(suite);
  expect(store.job(uidOf(1))).toBeNull();
  expect(store.transcript(uidOf(1), null)).toBeNull();
  expect(store.resumePoint(1)).toEqual({ planned: [], slices: [], language: null });
  expect(store.segmentsFrom(1, 0)).toEqual([]);
  expect(store.history(1)).toEqual([]);
});

test('changes of a job that nobody has change nothing', () => {
  const { store } = newStore(suite);
  expect(store.step({ jobId: 7, event: 'pause', actor: 'user', epoch: null })).toBeNull();
  expect(store.addNotice(7, 'x')).toBeNull();
  expect(store.setExportStatus(7, { state: 'pending' })).toBeNull();
  expect(store.setExports(7, newJob(1).exports)).toBeNull();
  expect(store.relocate(7, newJob(1).source)).toBeNull();
  expect(store.replaceSource(7, newJob(1).source)).toBeNull();
  expect(store.writeSidecar(7)).toBe(false);
  expect(store.setPriority([7], 1)).toEqual([]);
  expect(store.setRanks([{ jobId: 7, rank: 1 }])).toEqual([]);
  expect(store.redo(7, newJob(1).options)).toBeNull();
  expect(
    store.complete({ jobId: 7, epoch: 1 }, { durationMs: 1, track: 0, warnings: [], workMs: 1 }),
  ).toBeNull();
  expect(store.setEngine({ jobId: 7, epoch: 1 }, ENGINE)).toBe(false);
});

test('a recording is known again by its untouched file, or by its content under another name', () => {
  const { store } = newStore(suite);
  const source = { path: '/a.mp3', sizeBytes: 10, modifiedAtMs: 1, partialHash: 'hash' };
  store.addJobs([newJob(1, { source }), newJob(2)]);
  const uids = (changes: Partial<SourceFingerprint>) =>
    store.jobsOfSource({ ...source, ...changes }).map(({ uid }) => uid);
  expect(uids({})).toEqual([uidOf(1)]);
  expect(uids({ partialHash: null })).toEqual([uidOf(1)]);
  expect(uids({ path: '/b.mp3', modifiedAtMs: 2 })).toEqual([uidOf(1)]);
  expect(uids({ path: '/b.mp3', partialHash: null })).toEqual([]);
  expect(uids({ modifiedAtMs: 2, partialHash: 'other' })).toEqual([]);
  expect(uids({ sizeBytes: 11 })).toEqual([]);
});

test('a source without a hash is not the same as every other source without one', () => {
  const { store } = newStore(suite);
  store.addJobs([newJob(1)]);
  expect(store.jobsOfSource({ ...newJob(1).source, path: '/elsewhere.mp3' })).toEqual([]);
});

test('a job is relocated with what is known of its recording', () => {
  const { store } = newStore(suite);
  const job = must(store.addJobs([newJob(1)])[0]);
  store.step({
    jobId: job.id,
    event: 'imported',
    actor: 'queue',
    epoch: null,
    facts: { durationMs: 12_345.6, recordedAt: '2026-01-02' },
    partialHash: 'hash',
  });
  const source = { path: '/new.mp3', sizeBytes: 1_001, modifiedAtMs: 9, partialHash: 'hash' };
  const moved = must(store.relocate(job.id, source));
  expect(moved.source).toEqual(source);
  expect(moved.facts).toEqual({ durationMs: 12_346, recordedAt: '2026-01-02' });
});

test('facts that are known are not forgotten when somebody knows less', () => {
  const { store } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  const facts = { durationMs: 5_000, recordedAt: '2026-01-02' };
  store.step({ jobId: job.id, event: 'requeue', actor: 'queue', epoch: fence.epoch, facts });
  store.step({
    jobId: job.id,
    event: 'pause',
    actor: 'user',
    epoch: null,
    facts: { durationMs: null, recordedAt: null },
  });
  expect(must(store.job(job.uid)).facts).toEqual(facts);
});

test('a notice is kept once, however often it is given', () => {
  const { store } = newStore(suite);
  const job = must(store.addJobs([newJob(1)])[0]);
  store.addNotice(job.id, 'The end is cut off.');
  store.addNotice(job.id, 'A "quoted" one.');
  store.addNotice(job.id, 'The end is cut off.');
  expect(must(store.job(job.uid)).notices).toEqual(['The end is cut off.', 'A "quoted" one.']);
});

test('priorities and ranks are changed together', () => {
  const { store } = newStore(suite);
  const [one, two] = store.addJobs([newJob(1), newJob(2)]).map(({ id }) => id);
  const changed = store.setPriority([must(one), must(two), 99], -5);
  expect(changed.map(({ id, priority }) => ({ id, priority }))).toEqual([
    { id: one, priority: -5 },
    { id: two, priority: -5 },
  ]);
  const ranked = store.setRanks([
    { jobId: must(two), rank: 0.25 },
    { jobId: must(one), rank: 1e9 },
  ]);
  expect(ranked.map(({ rank }) => rank)).toEqual([0.25, 1e9]);
});

test('exports are owed from the moment the text is complete until they are written', () => {
  const { store } = newStore(suite);
  const exports = { ...newJob(1).exports, formats: ['txt' as const] };
  const job = completeJob(store, 1, [['hello']], { exports });
  completeJob(store, 2, [['no files wanted']]);
  expect(job.exportStatus).toEqual({ state: 'pending' });
  expect(store.owedExports()).toEqual([job.uid]);
  const written = { state: 'written' as const, files: ['/a/b.txt'] };
  expect(must(store.setExportStatus(job.id, written)).exportStatus).toEqual(written);
  expect(store.owedExports()).toEqual([]);
  expect(must(store.setExports(job.id, { ...exports, formats: ['srt'] })).exports.formats).toEqual(['srt']);
});

test('only final jobs are removed; they can be restored and are deleted for good when their time is over', () => {
  const clock = handClock(1_000);
  const { store } = newStore(suite, clock);
  const done = completeJob(store, 1, [['some unusual words']]);
  const waiting = must(store.addJobs([newJob(2)])[0]);
  expect(store.remove([done.id, waiting.id, 99])).toEqual([done.uid]);
  expect(store.remove([done.id])).toEqual([]);
  expect(store.jobs().map(({ uid }) => uid)).toEqual([waiting.uid]);
  expect(store.job(done.uid)).toBeNull();
  expect(store.transcript(done.uid, null)).toBeNull();
  expect(store.search('unusual', 5)).toEqual([]);
  expect(store.jobsOfSource(done.source)).toEqual([]);
  expect(store.step({ jobId: done.id, event: 'retry', actor: 'user', epoch: null })).toBeNull();

  expect(store.restore([done.uid, waiting.uid, uidOf(77)]).map(({ uid }) => uid)).toEqual([done.uid]);
  expect(store.search('unusual', 5)).toHaveLength(1);

  store.remove([done.id]);
  expect(store.purge(1_000)).toEqual([]);
  expect(store.purge(1_001)).toEqual([
    { uid: done.uid, sourcePath: done.source.path, managedCopy: done.managedCopy, playbackFile: null },
  ]);
  expect(store.restore([done.uid])).toEqual([]);
  expect(store.repairSearch()).toBe(false);
  expect(store.history(done.id)).toEqual([]);
});

test('a run that reports the end of a removed job leaves its history as it was', () => {
  const { store } = newStore(suite);
  const { fence } = startJob(store, 1);
  store.startChunk(fence, planned(0));
  store.step({ jobId: fence.jobId, event: 'cancel', actor: 'user', epoch: null });
  store.step({ jobId: fence.jobId, event: 'stopped', actor: 'queue', epoch: null });
  expect(store.remove([fence.jobId])).toEqual([uidOf(1)]);
  const before = store.history(fence.jobId);
  expect(store.complete(fence, SUMMARY)).toBeNull();
  store.restore([uidOf(1)]);
  expect(store.history(fence.jobId)).toEqual(before);
});

test('the number of a job that was deleted for good is not given to another one', () => {
  const { store } = newStore(suite);
  const done = completeJob(store, 1, []);
  store.remove([done.id]);
  store.purge(Number.MAX_SAFE_INTEGER);
  expect(must(store.addJobs([newJob(2)])[0]).id).toBeGreaterThan(done.id);
});

test('settings have defaults, and are kept', () => {
  const { store } = newStore(suite);
  expect(store.settings()).toEqual(DEFAULT_QUEUE_SETTINGS);
  const changed = { ...DEFAULT_QUEUE_SETTINGS, order: 'newest-first' as const, slots: 2 };
  store.saveSettings(changed);
  expect(store.settings()).toEqual(changed);
});

test('the speed of a model is kept for each device and number of threads', () => {
  const { store } = newStore(suite);
  const cpu = { model: 'base', device: 'cpu', threads: 4, realTimeFactor: 0.3, samples: 1 };
  store.saveCalibration(cpu);
  store.saveCalibration({ ...cpu, threads: 8, realTimeFactor: 0.2 });
  store.saveCalibration({ ...cpu, realTimeFactor: 0.35, samples: 2 });
  expect(store.calibrations()).toEqual([
    { ...cpu, realTimeFactor: 0.35, samples: 2 },
    { ...cpu, threads: 8, realTimeFactor: 0.2 },
  ]);
});

test('children of other owners are found until they are forgotten, our own are not', () => {
  const { store } = newStore(suite);
  const child = { pid: 10, startToken: '123', executable: '/bin/runner' };
  store.childStarted(BOOT, child);
  store.childStarted(BOOT, { ...child, pid: 11 });
  store.childStarted(BOOT, { ...child, startToken: 'the same number again' });
  store.childEnded(BOOT, 11);
  expect(store.foreignChildren(BOOT)).toEqual([]);
  expect(store.foreignChildren('boot-2')).toEqual([{ ...child, startToken: 'the same number again' }]);
  store.childStarted('boot-2', child);
  store.forgetForeignChildren('boot-2');
  expect(store.foreignChildren('boot-2')).toEqual([]);
  expect(store.foreignChildren(BOOT)).toEqual([child]);
});

test('the history of a job tells who asked for what, and what a run was refused', () => {
  const clock = handClock(5);
  const { store } = newStore(suite, clock);
  const { job, fence } = startJob(store, 1);
  expect(store.step({ jobId: job.id, event: 'resume', actor: 'user', epoch: null })).toBeNull();
  store.step({ jobId: job.id, event: 'resume', actor: 'queue', epoch: null });
  store.step({ jobId: job.id, event: 'fail', actor: 'queue', epoch: fence.epoch, failure: failureOf() });
  const history = store.history(job.id);
  expect(history.map((entry) => jobHistoryEntrySchema.parse(entry))).toEqual(history);
  expect(history.map(({ from, to, actor, code }) => ({ from, to, actor, code }))).toEqual([
    { from: 'new', to: 'importing', actor: 'user', code: null },
    { from: 'importing', to: 'running', actor: 'queue', code: null },
    { from: 'running', to: 'running', actor: 'queue', code: 'state-refused' },
    { from: 'running', to: 'failed', actor: 'queue', code: 'engine-crashed' },
  ]);
});

test('of a history the newest five hundred entries are kept', () => {
  const { store, folder } = newStore(suite);
  const { id: jobId } = must(store.addJobs([newJob(1)])[0]);
  const other = must(store.addJobs([newJob(2)])[0]);
  for (let round = 0; round < 260; round += 1) {
    store.step({ jobId, event: 'pause', actor: 'user', epoch: null });
    store.step({ jobId, event: 'resume', actor: 'user', epoch: null });
  }
  const history = store.history(jobId);
  expect(history).toHaveLength(500);
  expect(history.at(-1)).toMatchObject({ from: 'paused', to: 'queued' });
  expect(store.history(other.id)).toHaveLength(1);
  store.close();
  const database = new Database(storeFiles(folder).database, { readonly: true });
  expect(database.prepare('SELECT count(*) FROM job_events').pluck().get()).toBe(501);
  database.close();
});

test('of the longer history that an older version has left the newest five hundred entries are told', () => {
  const { store, folder } = newStore(suite);
  const { id: jobId } = must(store.addJobs([newJob(1)])[0]);
  const database = new Database(storeFiles(folder).database);
  const insert = database.prepare(`
    INSERT INTO job_events (job_id, at_ms, epoch, event, from_state, to_state, actor)
    VALUES (?, ?, 0, 'x', 'importing', 'importing', 'queue')`);
  database.transaction(() => {
    for (let atMs = 1; atMs <= 700; atMs += 1) insert.run(jobId, atMs);
  })();
  database.close();
  expect(store.history(jobId).map(({ atMs }) => atMs)).toEqual(
    Array.from({ length: 500 }, (_, index) => 201 + index),
  );
});
