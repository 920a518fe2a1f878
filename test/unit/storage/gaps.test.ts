import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { SqliteStore } from '../../../src/main/core/storage/sqlite-store.ts';
import type { Fence, JobRecord } from '../../../src/main/core/storage/store.ts';
import { storeFiles } from '../../../src/main/core/storage/store-files.ts';
import type { FinishedChunk } from '../../../src/main/core/transcription/chunk-journal.ts';
import type { Discarded } from '../../../src/shared/transcript.ts';
import {
  BOOT,
  CRASH_LIMIT,
  doChunk,
  failureOf,
  finished,
  must,
  newStore,
  planned,
  SUMMARY,
  startJob,
} from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

/** The second part of a recording, of which the engine did not get through so many milliseconds. */
function lacking(gapMs: number, texts: readonly string[]): FinishedChunk {
  const [startMs, endMs] = [15_000, 15_000 + gapMs];
  return finished(1, texts, {
    text: {
      gaps: [{ startMs, endMs, channel: null, code: 'engine-crashed' }],
      review: [{ reason: 'not-transcribed', startMs, endMs, note: `Lacks ${gapMs} ms.`, channel: null }],
    },
  });
}

/** A completed job of a whole part and one that lacks a second. */
function jobWithGap(store: SqliteStore): JobRecord {
  const { fence } = startJob(store, 1);
  doChunk(store, fence, finished(0, ['whole part']));
  store.startChunk(fence, planned(1));
  store.failChunk(fence, 1, failureOf());
  store.finishChunk(fence, lacking(1_000, ['half part', 'more of it']));
  return must(store.complete(fence, SUMMARY));
}

function retry(store: SqliteStore, { id: jobId }: JobRecord): JobRecord {
  return must(store.step({ jobId, event: 'retry', actor: 'user', epoch: null }));
}

function startAgain(store: SqliteStore, { id: jobId }: JobRecord, boot = BOOT): Fence {
  return { jobId, epoch: must(store.start(jobId, boot)).epoch };
}

function textsOf(store: SqliteStore, { uid }: JobRecord): string[] {
  return must(store.transcript(uid, null)).segments.map(({ text }) => text);
}

const OLD_TEXTS = ['whole part', 'half part', 'more of it'];

test('text stays while its gaps are tried again, and the job counts as unfinished', () => {
  const { store } = newStore(suite);
  const job = jobWithGap(store);
  expect(retry(store, job)).toMatchObject({
    state: 'queued',
    chunksPlanned: 2,
    chunksDone: 1,
    chunksGap: 0,
    doneMs: 10_000,
  });
  expect(store.resumePoint(job.id).planned).toMatchObject([
    { sequence: 0, isFinished: true, deaths: 0 },
    { sequence: 1, isFinished: false, deaths: 0 },
  ]);
  expect(textsOf(store, job)).toEqual(OLD_TEXTS);
  expect(must(store.transcript(job.uid, null))).toMatchObject({
    complete: false,
    review: [{ note: 'Lacks 1000 ms.' }],
  });
  expect(store.segmentsFrom(job.id, 1).map(({ sequence }) => sequence)).toEqual([1]);
  expect(store.search('half', 5)).toHaveLength(1);
  const fence = startAgain(store, job);
  expect(store.complete(fence, SUMMARY)).toBeNull();
  store.startChunk(fence, planned(1));
  expect(textsOf(store, job)).toEqual(OLD_TEXTS);
});

test('a new try without gaps takes the place of the old text', () => {
  const { store } = newStore(suite);
  const job = jobWithGap(store);
  retry(store, job);
  const fence = startAgain(store, job);
  expect(doChunk(store, fence, finished(1, ['now complete']))).toMatchObject({ chunksDone: 2, chunksGap: 0 });
  expect(must(store.complete(fence, SUMMARY))).toMatchObject({ state: 'completed', chunksGap: 0 });
  expect(textsOf(store, job)).toEqual(['whole part', 'now complete']);
  expect(must(store.transcript(job.uid, null))).toMatchObject({ complete: true, review: [] });
  expect(store.search('half', 5)).toEqual([]);
  expect(store.search('now', 5)).toHaveLength(1);
  expect(store.repairSearch()).toBe(false);
});

test.each([
  ['less', 999, ['another half']],
  ['the same', 1_000, ['half part', 'more of it']],
  ['more', 1_001, ['half part', 'more of it']],
])('a new try that lacks %s leaves what is better', (_, gapMs, texts) => {
  const { store } = newStore(suite);
  const job = jobWithGap(store);
  retry(store, job);
  const fence = startAgain(store, job);
  expect(doChunk(store, fence, lacking(gapMs, ['another half']))).toMatchObject({
    chunksGap: 1,
    doneMs: 20_000,
  });
  expect(textsOf(store, job)).toEqual(['whole part', ...texts]);
  expect(must(store.transcript(job.uid, null)).review).toMatchObject([
    { note: `Lacks ${Math.min(gapMs, 1_000)} ms.` },
  ]);
  expect(must(store.complete(fence, SUMMARY)).state).toBe('completed');
});

test('the best of all tries stays, however many there are', () => {
  const { store } = newStore(suite);
  const job = jobWithGap(store);
  for (const [gapMs, text] of [
    [700, 'second try'],
    [900, 'third try'],
    [300, 'fourth try'],
    [700, 'fifth try'],
  ] as const) {
    retry(store, job);
    const fence = startAgain(store, job);
    doChunk(store, fence, lacking(gapMs, [text]));
    store.complete(fence, SUMMARY);
  }
  expect(textsOf(store, job)).toEqual(['whole part', 'fourth try']);
});

test.each(['cancel', 'fail'] as const)('after a new try that ends with %s the old text is there', (event) => {
  const { store } = newStore(suite);
  const job = jobWithGap(store);
  retry(store, job);
  const fence = startAgain(store, job);
  store.startChunk(fence, planned(1));
  store.failChunk(fence, 1, failureOf());
  store.step({ jobId: job.id, event, actor: 'user', epoch: null, failure: failureOf() });
  if (event === 'cancel') store.step({ jobId: job.id, event: 'stopped', actor: 'queue', epoch: fence.epoch });
  expect(store.finishChunk(fence, finished(1, ['too late']))).toBeNull();
  expect(textsOf(store, job)).toEqual(OLD_TEXTS);
  expect(store.search('half', 5)).toHaveLength(1);
});

test('a crash during a new try leaves the old text, and the next run does the part', () => {
  const { store } = newStore(suite);
  store.recover(BOOT, '1.0.0', CRASH_LIMIT);
  const job = jobWithGap(store);
  retry(store, job);
  store.startChunk(startAgain(store, job), planned(1));
  store.recover('boot-2', '1.0.0', CRASH_LIMIT);
  expect(must(store.job(job.uid))).toMatchObject({
    state: 'queued',
    chunksDone: 1,
    chunksGap: 0,
    doneMs: 10_000,
  });
  expect(store.resumePoint(job.id).planned[1]).toMatchObject({ isFinished: false });
  expect(textsOf(store, job)).toEqual(OLD_TEXTS);
  doChunk(store, startAgain(store, job, 'boot-2'), finished(1, ['now complete']));
  expect(textsOf(store, job)).toEqual(['whole part', 'now complete']);
});

test('what a person has changed is changed in the new text as well, where the model says the same', () => {
  const { store, folder } = newStore(suite);
  const job = jobWithGap(store);
  store.editSegment(job.id, 'm-1-0', 'first change');
  retry(store, job);
  store.editSegment(job.id, 'm-1-0', 'half party');
  const fence = startAgain(store, job);
  doChunk(store, fence, finished(1, ['half part', 'and now all of it']));
  expect(textsOf(store, job)).toEqual(['whole part', 'half party', 'and now all of it']);
  expect(must(store.transcript(job.uid, null))).toMatchObject({
    segments: [{}, { text: 'half party', originalText: 'half part' }, {}],
    discarded: [],
  });
  expect(store.search('party', 5)).toMatchObject([{ segmentId: 'm-1-0' }]);
  expect(store.search('"half part"', 5)).toEqual([]);
  store.close();
  const database = new Database(storeFiles(folder).database, { readonly: true });
  const before = database.prepare('SELECT text_before FROM segment_edits ORDER BY id').pluck().all();
  database.close();
  expect(before).toEqual(['half part', 'first change']);
});

test('a change that fits nothing in the new text is kept with what was left out', () => {
  const { store } = newStore(suite);
  const job = jobWithGap(store);
  store.editSegment(job.id, 'm-1-1', 'more of this');
  retry(store, job);
  doChunk(store, startAgain(store, job), finished(1, ['half part', 'something else']));
  const discarded: Discarded[] = [
    { reason: 'replaced', startMs: 11_000, endMs: 11_900, text: 'more of this', channel: null },
  ];
  expect(textsOf(store, job)).toEqual(['whole part', 'half part', 'something else']);
  expect(must(store.transcript(job.uid, null)).discarded).toEqual(discarded);
});

test('a change stays with the old text where that stays', () => {
  const { store } = newStore(suite);
  const job = jobWithGap(store);
  store.editSegment(job.id, 'm-1-1', 'more of this');
  retry(store, job);
  doChunk(store, startAgain(store, job), lacking(1_000, ['half part', 'more of it']));
  expect(textsOf(store, job)).toEqual(['whole part', 'half part', 'more of this']);
});
