import { copyFileSync, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Backups } from '../../../src/main/core/storage/backups.ts';
import { Connection } from '../../../src/main/core/storage/connection.ts';
import { openDatabase } from '../../../src/main/core/storage/database.ts';
import { examine } from '../../../src/main/core/storage/integrity.ts';
import { migrate, NEWEST_VERSION } from '../../../src/main/core/storage/migrations.ts';
import { openSqliteStore } from '../../../src/main/core/storage/open-store.ts';
import { storeFiles } from '../../../src/main/core/storage/store-files.ts';
import { DEFAULT_QUEUE_SETTINGS } from '../../../src/shared/contract/methods.ts';
import { transcriptSchema } from '../../../src/shared/transcript.ts';
import { makeVersion1Database, VERSION_1_DATABASE } from '../../support/old-database.ts';
import { CRASH_LIMIT, must, newJob, uidOf } from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();
const now = () => 5_000;

function folderWithVersion1(): string {
  const folder = mkdtempSync(join(suite, 'old-'));
  copyFileSync(VERSION_1_DATABASE, storeFiles(folder).database);
  return folder;
}

/** Every table with all its rows. */
function contentOf(path: string): Record<string, unknown[]> {
  const database = new Database(path, { readonly: true });
  const tables = database
    .prepare<[], { name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%'",
    )
    .all();
  const content = Object.fromEntries(
    tables.map(({ name }) => [name, database.prepare(`SELECT * FROM ${name}`).all()]),
  );
  database.close();
  return content;
}

test('a database of version 1 is walked forward with nothing lost', () => {
  const folder = folderWithVersion1();
  const before = contentOf(VERSION_1_DATABASE);
  const { store, report } = openSqliteStore({ folder, now });
  store.close();
  expect(report).toMatchObject({ foundVersion: 1, restoration: null });
  const after = contentOf(storeFiles(folder).database);
  expect(Object.keys(before)).toHaveLength(13);
  expect(after).toMatchObject(before);
  expect(examine(storeFiles(folder).database)).toEqual({ kind: 'sound', schemaVersion: NEWEST_VERSION });
});

test('what an older version stored is read as it was meant', () => {
  const { store } = openSqliteStore({ folder: folderWithVersion1(), now });
  expect(
    store.jobs().map(({ uid, state, rank, revision, shownRevision }) => ({
      uid,
      state,
      rank,
      revision,
      shownRevision,
    })),
  ).toEqual([
    { uid: uidOf(1), state: 'completed', rank: 1.5, revision: 1, shownRevision: 1 },
    { uid: uidOf(2), state: 'running', rank: 2, revision: 2, shownRevision: 1 },
    { uid: uidOf(3), state: 'failed', rank: 3, revision: 1, shownRevision: 1 },
  ]);
  const transcript = must(store.transcript(uidOf(1), null));
  expect(transcriptSchema.parse(transcript)).toEqual(transcript);
  expect(transcript.segments[0]).toMatchObject({ text: 'Grüße aus Köln', originalText: 'Grüße auf Köln' });
  expect(store.resumePoint(2)).toMatchObject({
    planned: [{ sequence: 0, isFinished: false, deaths: 1 }],
    slices: [{ probabilities: [0.35, 1], levelsDb: [-100, -1] }],
  });
  expect(store.settings()).toEqual({ ...DEFAULT_QUEUE_SETTINGS, order: 'my-order', maxAttempts: 5 });
  expect(store.foreignChildren('boot-2')).toHaveLength(1);
  expect(store.recover('boot-2', '1.0.0', CRASH_LIMIT).recovered).toMatchObject([
    { uid: uidOf(2), state: 'queued' },
  ]);
});

test('text of an older version can be searched, as far as it is shown', () => {
  const { store } = openSqliteStore({ folder: folderWithVersion1(), now });
  expect(store.search('koln', 5)).toMatchObject([{ uid: uidOf(1) }]);
  expect(store.search('東京', 5)).toMatchObject([{ uid: uidOf(2) }]);
  expect(store.search('auf', 5)).toEqual([]);
  expect(store.repairSearch()).toBe(false);
});

test('of an older text it is known how much it lacks, and that it has no transcript file yet', () => {
  const folder = folderWithVersion1();
  const { store } = openSqliteStore({ folder, now });
  expect(store.owedSidecars()).toEqual([uidOf(1), uidOf(2)]);
  store.close();
  const database = new Database(storeFiles(folder).database, { readonly: true });
  const gaps = database
    .prepare('SELECT revision_id, sequence, gap_ms FROM chunks WHERE gap_ms IS NOT NULL')
    .raw()
    .all();
  database.close();
  expect(gaps).toEqual([[1, 1, 7_000]]);
});

test('a database of version 3 gets a place for what is made of recordings', () => {
  const folder = mkdtempSync(join(suite, 'version-3-'));
  const connection = new Connection(openDatabase(storeFiles(folder).database));
  migrate(connection, 3);
  connection.close();
  const { store, report } = openSqliteStore({ folder, now });
  expect(report.foundVersion).toBe(3);
  const job = must(store.addJobs([newJob(1)])[0]);
  const peaks = { kind: 'peaks', madeFrom: 'it', sizeBytes: 1, data: Uint8Array.of(7) } as const;
  expect(store.saveArtefact(job.id, peaks)).toBe(true);
  expect(store.artefact(job.id, 'peaks')).toEqual(peaks);
});

test('an older database is copied before it is walked forward', () => {
  const folder = folderWithVersion1();
  const { store, report } = openSqliteStore({ folder, now });
  store.close();
  const backup = must(report.backupBeforeMigration);
  expect(basename(backup)).toBe('earshot-000001-v1.db');
  expect(contentOf(backup)).toEqual(contentOf(VERSION_1_DATABASE));
});

test('a new database and one of the newest version are not copied at the start', () => {
  const folder = join(suite, 'new');
  const first = openSqliteStore({ folder, now });
  first.store.close();
  const second = openSqliteStore({ folder, now });
  second.store.close();
  expect([first.report, second.report]).toEqual([
    { foundVersion: 0, backupBeforeMigration: null, restoration: null, messages: [] },
    { foundVersion: NEWEST_VERSION, backupBeforeMigration: null, restoration: null, messages: [] },
  ]);
  expect(new Backups(storeFiles(folder).backups).list()).toEqual([]);
});

test('a database of a newer version is left as it is', () => {
  const folder = mkdtempSync(join(suite, 'newer-'));
  const { database: path } = storeFiles(folder);
  const connection = new Connection(openDatabase(path));
  migrate(connection);
  connection.pragma(`user_version = ${NEWEST_VERSION + 1}`);
  connection.close();
  const before = { size: statSync(path).size, content: contentOf(path) };
  expect(() => openSqliteStore({ folder, now })).toThrow(
    expect.objectContaining({ code: 'database-too-new' }),
  );
  expect({ size: statSync(path).size, content: contentOf(path) }).toEqual(before);
});

test('the committed database is what the script makes', () => {
  mkdirSync(join(suite, 'made'));
  const made = join(suite, 'made', 'version-1.db');
  makeVersion1Database(made);
  expect(contentOf(made)).toEqual(contentOf(VERSION_1_DATABASE));
});
