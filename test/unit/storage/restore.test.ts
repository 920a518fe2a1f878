import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { NEWEST_VERSION } from '../../../src/main/core/storage/migrations.ts';
import { openSqliteStore } from '../../../src/main/core/storage/open-store.ts';
import { storeFiles } from '../../../src/main/core/storage/store-files.ts';
import { brokenQueue } from '../../support/broken-queue.ts';
import { flipBytes } from '../../support/damage.ts';
import { VERSION_1_DATABASE } from '../../support/old-database.ts';
import { BOOT, CRASH_LIMIT, completeJob, must, newStore, uidOf } from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();
const now = () => Date.UTC(2026, 0, 2, 3, 4, 5);

function reopen(folder: string) {
  return openSqliteStore({ folder, now });
}

const DAMAGES: readonly (readonly [string, (path: string) => void])[] = [
  ['flipped bytes', (path) => flipBytes(path, 4_096, 4_096 * 30)],
  ['a flipped header', (path) => flipBytes(path, 0, 100)],
  ['a lost end', (path) => truncateSync(path, Math.floor(statSync(path).size / 2))],
  ['no content', (path) => truncateSync(path, 0)],
  ['other content', (path) => writeFileSync(path, 'This is something else.\n'.repeat(1_000))],
];

test.each(DAMAGES)('after %s the queue is restored from its copy and its transcript files', (_, damage) => {
  const { folder, transcripts } = brokenQueue(suite);
  const { database } = storeFiles(folder);
  damage(database);
  const damaged = readFileSync(database);

  const { store, report } = reopen(folder);
  expect(report.restoration).toMatchObject({ importedJobs: 1, damagedSidecars: [] });
  expect(must(report.restoration).backup).toContain('earshot-000001');
  expect(report.messages.join(' ')).toContain('earshot.damaged-2026-01-02T030405.000Z.db');
  expect(readFileSync(join(folder, must(must(report.restoration).damagedCopy)))).toEqual(damaged);
  expect([1, 2, 3].map((number) => store.transcript(uidOf(number), null))).toEqual(transcripts);
  expect(store.search('third', 5)).toMatchObject([{ uid: uidOf(3) }]);
  expect(store.repairSearch()).toBe(false);
  store.close();
  expect(reopen(folder).report).toMatchObject({ restoration: null, messages: [] });
});

test('positive control: an undamaged database is left alone, however its program ended', () => {
  const { folder } = brokenQueue(suite);
  const { store, report } = reopen(folder);
  expect(report).toMatchObject({ restoration: null, messages: [] });
  expect(store.jobs()).toHaveLength(3);
});

/** A queue of fifty jobs whose program ended as planned. */
function closedQueue(): string {
  const { store, folder } = newStore(suite);
  store.recover(BOOT, '1.0.0', CRASH_LIMIT);
  for (let number = 1; number <= 50; number += 1) completeJob(store, number, [['some text', 'more text']]);
  store.backUp();
  store.endBoot(BOOT);
  store.close();
  return folder;
}

test('after a planned end the file is not read to its end', () => {
  const folder = closedQueue();
  const { database } = storeFiles(folder);
  flipBytes(database, statSync(database).size - 4_096, 4_096);
  expect(reopen(folder).report.restoration).toBeNull();
});

test('damage that is met while the database is opened is repaired, however the program before ended', () => {
  const folder = closedQueue();
  const { database } = storeFiles(folder);
  flipBytes(database, 4_096, statSync(database).size);
  const { store, report } = reopen(folder);
  expect(report.restoration).not.toBeNull();
  expect(store.jobs()).toHaveLength(50);
});

test('an older database that cannot be walked forward because it is damaged is replaced', () => {
  const folder = mkdtempSync(join(suite, 'old-'));
  const { database: path } = storeFiles(folder);
  copyFileSync(VERSION_1_DATABASE, path);
  const database = new Database(path);
  database.exec('UPDATE boots SET clean = 1');
  const page = Number(
    database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'segments'").pluck().get(),
  );
  database.close();
  flipBytes(path, (page - 1) * 4_096, 4_096);
  const { store, report } = reopen(folder);
  expect(report).toMatchObject({ foundVersion: NEWEST_VERSION, restoration: { backup: null } });
  expect(store.jobs()).toEqual([]);
  expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toHaveLength(1);
});

test('an index of the search that is out of step after a crash is made anew', () => {
  const { folder } = brokenQueue(suite);
  const database = new Database(storeFiles(folder).database);
  database.exec('DELETE FROM search');
  database.close();
  const { store, report } = reopen(folder);
  expect(report.messages).toEqual(['The index of the search was made anew.']);
  expect(store.search('text', 10)).toHaveLength(3);
});

test('after damage was met no end is clean, so that the next start finds it', () => {
  const folder = closedQueue();
  const { database } = storeFiles(folder);
  const { store } = reopen(folder);
  store.recover('boot-2', '1.0.0', CRASH_LIMIT);
  store.checkpoint();
  const intact = readFileSync(database);
  flipBytes(database, 4_096 * 10, statSync(database).size);
  expect(() => store.search('some', 1_000)).toThrow(expect.objectContaining({ code: 'database-damaged' }));
  writeFileSync(database, intact);
  store.endBoot('boot-2');
  store.close();
  const { store: next } = reopen(folder);
  expect(next.recover('boot-3', '1.0.0', CRASH_LIMIT).previousEndWasClean).toBe(false);
});

test('a restoration whose program died before its last step is finished at the next start', () => {
  const { folder, transcripts } = brokenQueue(suite);
  const files = storeFiles(folder);
  renameSync(files.database, files.restored);
  writeFileSync(files.database, 'damaged');
  writeFileSync(`${files.database}-wal`, 'its log');
  writeFileSync(files.restoring, 'a first attempt');
  const { store, report } = reopen(folder);
  expect(report.messages).toHaveLength(1);
  expect([1, 2, 3].map((number) => store.transcript(uidOf(number), null))).toEqual(transcripts);
  const kept = readdirSync(folder).filter((name) => name.includes('damaged'));
  expect(kept.toSorted()).toEqual([
    'earshot.damaged-2026-01-02T030405.000Z.db',
    'earshot.damaged-2026-01-02T030405.000Z.db-wal',
  ]);
  expect(readdirSync(folder)).not.toContain('earshot.restoring.db');
});

test('a data folder that cannot be made says why', () => {
  const file = join(suite, 'a-file');
  writeFileSync(file, '');
  expect(() => reopen(join(file, 'data'))).toThrow(expect.objectContaining({ code: 'database-unwritable' }));
});

test('an empty folder of copies does not make a new queue a damaged one', () => {
  const folder = join(suite, 'fresh');
  mkdirSync(join(folder, 'backups'), { recursive: true });
  writeFileSync(join(folder, 'earshot.db'), '');
  expect(reopen(folder).report).toMatchObject({ foundVersion: 0, restoration: null });
});
