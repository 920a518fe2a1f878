import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../../src/main/core/storage/open-store.ts';
import { storeFiles } from '../../../src/main/core/storage/store-files.ts';
import { brokenQueue } from '../../support/broken-queue.ts';
import { completeJob, must, newStore, uidOf } from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();
const now = () => Date.UTC(2026, 0, 2, 3, 4, 5);

function reopen(folder: string) {
  return openSqliteStore({ folder, now });
}

test('a missing database is restored from its copy and its transcript files, and a person is told', () => {
  const { folder, transcripts } = brokenQueue(suite);
  rmSync(storeFiles(folder).database);
  const { store, report } = reopen(folder);
  expect(report.restoration).toMatchObject({
    problem: 'The database is missing.',
    damagedCopy: null,
    importedJobs: 1,
  });
  expect(report.messages.slice(0, 2)).toEqual([
    'The database was missing.',
    expect.stringContaining('earshot-000001'),
  ]);
  expect([1, 2, 3].map((number) => store.transcript(uidOf(number), null))).toEqual(transcripts);
  // Those of the copy are not known to be on the disk; the one that came from its file is.
  expect(store.owedSidecars()).toEqual([uidOf(1), uidOf(2)]);
  store.close();
  expect(reopen(folder).report).toMatchObject({ restoration: null, messages: [] });
});

test('a log without its database is set aside and not taken for that of the replacement', () => {
  const { folder, transcripts } = brokenQueue(suite);
  const { database } = storeFiles(folder);
  rmSync(database);
  writeFileSync(`${database}-wal`, 'its log');
  const { store } = reopen(folder);
  expect([1, 2, 3].map((number) => store.transcript(uidOf(number), null))).toEqual(transcripts);
  const kept = readdirSync(folder).find((name) => name.includes('damaged'));
  expect(readFileSync(join(folder, must(kept)), 'utf8')).toBe('its log');
});

test('what a person has changed since the copy was made comes back from the transcript file', () => {
  const { store, folder } = newStore(suite);
  const job = completeJob(store, 1, [['one part', 'edited before', 'third part']]);
  store.editSegment(job.id, 'm-0-1', 'in the file');
  store.writeSidecar(job.id);
  store.editSegment(job.id, 'm-0-1', 'in the copy');
  store.backUp();
  store.editSegment(job.id, 'm-0-1', 'in the file');
  store.editSegment(job.id, 'm-0-0', 'first part');
  store.writeSidecar(job.id);
  store.close();
  rmSync(storeFiles(folder).database);
  const { store: restored } = reopen(folder);
  const { segments } = must(restored.transcript(job.uid, null));
  // A segment that was edited in the copy as well is left: nobody knows which is the later one.
  expect(segments.map(({ text }) => text)).toEqual(['first part', 'in the copy', 'third part']);
  expect(restored.search('first', 5)).toHaveLength(1);
});

test('transcript files alone bring a missing database back', () => {
  const { folder, transcripts } = brokenQueue(suite);
  const files = storeFiles(folder);
  rmSync(files.backups, { recursive: true });
  rmSync(files.database);
  const { store, report } = reopen(folder);
  expect(report.restoration).toMatchObject({ problem: 'The database is missing.', importedJobs: 3 });
  expect([1, 2, 3].map((number) => store.transcript(uidOf(number), null))).toEqual(transcripts);
});

test('a restoration whose program died when the damaged database was set aside already is finished', () => {
  const { folder, transcripts } = brokenQueue(suite);
  const files = storeFiles(folder);
  renameSync(files.database, files.restored);
  const { store, report } = reopen(folder);
  expect(report.messages).toEqual(['The database was damaged and has been replaced.']);
  expect([1, 2, 3].map((number) => store.transcript(uidOf(number), null))).toEqual(transcripts);
});

test('positive control: a new queue is not a missing one', () => {
  const folder = join(suite, 'fresh');
  const files = storeFiles(folder);
  mkdirSync(files.backups, { recursive: true });
  mkdirSync(files.transcripts);
  expect(reopen(folder).report).toMatchObject({ foundVersion: 0, restoration: null, messages: [] });
});
