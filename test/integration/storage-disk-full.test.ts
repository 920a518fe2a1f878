import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Backups } from '../../src/main/core/storage/backups.ts';
import { Connection } from '../../src/main/core/storage/connection.ts';
import { openDatabase } from '../../src/main/core/storage/database.ts';
import { examine } from '../../src/main/core/storage/integrity.ts';
import { migrate } from '../../src/main/core/storage/migrations.ts';
import { openSqliteStore } from '../../src/main/core/storage/open-store.ts';
import { SqliteStore } from '../../src/main/core/storage/sqlite-store.ts';
import { storeFiles } from '../../src/main/core/storage/store-files.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import { doChunk, finished, must, newJob, startJob } from '../support/stored-jobs.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();
const mounted: string[] = [];

afterEach(() => {
  for (const path of mounted.splice(0)) execFileSync('umount', [path]);
});

/** A file system of a megabyte in memory; null where this user may not mount one. */
function mountSmallDisk(): string | null {
  const path = mkdtempSync(join(suite, 'disk-'));
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path]).status !== 0)
    return null;
  mounted.push(path);
  return path;
}

const LONG_TEXT = 'a sentence that takes its place '.repeat(300);

/** Stores chunks until one is refused. @returns how many were stored, and the error */
function fill(store: SqliteStore): {
  fence: { jobId: number; epoch: number };
  stored: number;
  error: EarshotError;
} {
  const { fence } = startJob(store, 1);
  for (let stored = 0; ; stored += 1) {
    try {
      doChunk(store, fence, finished(stored, [LONG_TEXT, LONG_TEXT]));
    } catch (error) {
      if (error instanceof EarshotError) return { fence, stored, error };
      throw error;
    }
  }
}

/** The chunk that did not fit is stored later by the same connection, and what came before is there. */
function expectToGoOn(store: SqliteStore, { fence, stored }: ReturnType<typeof fill>): void {
  const uid = newJob(1).uid;
  expect(must(store.job(uid)).chunksDone).toBe(stored);
  doChunk(store, fence, finished(stored, ['it fits again']));
  expect(must(store.transcript(uid, null)).segments).toHaveLength(2 * stored + 1);
  expect(store.repairSearch()).toBe(false);
}

test('a database that may not grow refuses with disk-full and goes on when it may', () => {
  const folder = mkdtempSync(join(suite, 'limit-'));
  const connection = new Connection(openDatabase(storeFiles(folder).database));
  migrate(connection);
  const store = new SqliteStore({
    connection,
    backups: new Backups(storeFiles(folder).backups),
    transcriptsFolder: storeFiles(folder).transcripts,
    now: () => 1,
  });
  connection.pragma(`max_page_count = ${Number(connection.pragma('page_count')) + 60}`);
  const end = fill(store);
  expect(end.error).toMatchObject({ code: 'disk-full', hint: expect.stringContaining('data folder') });
  expect(end.stored).toBeGreaterThan(0);
  connection.pragma('max_page_count = 1000000');
  expectToGoOn(store, end);
  store.close();
  expect(examine(storeFiles(folder).database).kind).toBe('sound');
});

test('a disk that is full leaves the database as it was, and the queue goes on when there is space', (context) => {
  const disk = mountSmallDisk() ?? context.skip('mounting is not allowed here');
  const folder = join(disk, 'data');
  mkdirSync(folder);
  const ballast = join(disk, 'ballast');
  writeFileSync(ballast, Buffer.alloc(300_000));
  const { store } = openSqliteStore({ folder, now: () => 1 });
  const end = fill(store);
  expect(end.error.code).toBe('disk-full');
  expect(() => store.backUp()).toThrow(expect.objectContaining({ code: 'disk-full' }));
  rmSync(ballast);
  expectToGoOn(store, end);
  store.close();
  expect(examine(storeFiles(folder).database).kind).toBe('sound');
});

test('a disk that is full from the beginning is told as such', (context) => {
  const disk = mountSmallDisk() ?? context.skip('mounting is not allowed here');
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(1_000_000));
  expect(() => openSqliteStore({ folder: join(disk, 'data'), now: () => 1 })).toThrow(
    expect.objectContaining({ code: 'disk-full' }),
  );
});
