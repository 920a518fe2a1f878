import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Connection } from '../../../src/main/core/storage/connection.ts';
import { assertSafeSqlite, openDatabase } from '../../../src/main/core/storage/database.ts';
import { toStorageError } from '../../../src/main/core/storage/database-errors.ts';
import { fromJson, fromJsonOrNull } from '../../../src/main/core/storage/json-column.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { jobOptionsSchema } from '../../../src/shared/job-options.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

function databasePath(): string {
  return join(mkdtempSync(join(suite, 'db-')), 'test.db');
}

test.each([
  ['journal_mode', 'wal'],
  // 2 is FULL: this library would set NORMAL by itself.
  ['synchronous', 2],
  ['foreign_keys', 1],
  ['trusted_schema', 0],
  ['cell_size_check', 1],
  ['busy_timeout', 5_000],
  ['mmap_size', 0],
  ['cache_size', -4_000],
  ['journal_size_limit', 64 * 1024 * 1024],
  ['fullfsync', 0],
])('%s is %s', (setting, value) => {
  const database = openDatabase(databasePath(), { platform: 'linux' });
  expect(database.pragma(setting, { simple: true })).toBe(value);
  database.close();
});

test('on macOS the drive is told to write its own cache', () => {
  const database = openDatabase(databasePath(), { platform: 'darwin' });
  const settings = ['fullfsync', 'checkpoint_fullfsync'];
  expect(settings.map((setting) => database.pragma(setting, { simple: true }))).toEqual([1, 1]);
  database.close();
});

test('where there is no write-ahead log, there is no queue', () => {
  expect(() => openDatabase(':memory:')).toThrow(expect.objectContaining({ code: 'database-unwritable' }));
});

test.each(['3.51.3', '3.51.10', '3.52.0', '4.0.0'])('SQLite %s is safe', (version) => {
  expect(() => assertSafeSqlite(version)).not.toThrow();
});

test.each(['3.51.2', '3.50.9', '2.99.99', 'unknown'])('SQLite %s is not', (version) => {
  expect(() => assertSafeSqlite(version)).toThrow(EarshotError);
});

test.each([
  ['SQLITE_FULL', 'disk-full'],
  ['SQLITE_IOERR_WRITE', 'disk-full'],
  ['SQLITE_CORRUPT', 'database-damaged'],
  ['SQLITE_CORRUPT_VTAB', 'database-damaged'],
  ['SQLITE_NOTADB', 'database-damaged'],
  ['SQLITE_IOERR_CORRUPTFS', 'database-damaged'],
  ['SQLITE_READONLY_DIRECTORY', 'database-unwritable'],
  ['SQLITE_CANTOPEN', 'database-unwritable'],
  ['SQLITE_BUSY_SNAPSHOT', 'database-unwritable'],
  ['SQLITE_IOERR_FSYNC', 'database-unwritable'],
  ['SQLITE_CONSTRAINT_CHECK', 'internal'],
])('%s is told as %s', (sqliteCode, code) => {
  expect(toStorageError(new Database.SqliteError('it went wrong', sqliteCode))).toMatchObject({
    code,
    cause: { code: sqliteCode },
  });
});

test('errors of the file system get the same meanings, an error that has one keeps it', () => {
  const errno = (code: string) => toStorageError(Object.assign(new Error(code), { code })).code;
  expect({ full: errno('ENOSPC'), refused: errno('EACCES'), other: errno('EXDEV') }).toEqual({
    full: 'disk-full',
    refused: 'database-unwritable',
    other: 'internal',
  });
  expect(toStorageError('a string').code).toBe('internal');
  const known = new EarshotError('database-too-new', 'Too new.');
  expect(toStorageError(known)).toBe(known);
});

test('another writer that does not let go is told as such', () => {
  const path = databasePath();
  const other = openDatabase(path);
  const connection = new Connection(openDatabase(path, { busyTimeoutMs: 1 }));
  connection.execute('CREATE TABLE t (x)');
  other.exec('BEGIN IMMEDIATE');
  expect(() => connection.write(() => connection.execute('INSERT INTO t VALUES (1)'))).toThrow(
    expect.objectContaining({ code: 'database-unwritable' }),
  );
  other.exec('ROLLBACK');
  expect(connection.write(() => connection.prepare<object>('INSERT INTO t VALUES (1)').run({}).changes)).toBe(
    1,
  );
});

test('a transaction inside another one is a part of it', () => {
  const connection = new Connection(openDatabase(databasePath()));
  connection.execute('CREATE TABLE t (x)');
  const insert = connection.prepare<object>('INSERT INTO t VALUES (1)');
  const both = () =>
    connection.write(() => {
      connection.write(() => insert.run({}));
      throw new Error('after the inner one');
    });
  expect(both).toThrow(expect.objectContaining({ code: 'internal' }));
  expect(connection.prepare<object>('SELECT * FROM t').all({})).toEqual([]);
});

test('a file that is no database and one that cannot be opened are told apart', () => {
  const path = databasePath();
  writeFileSync(path, 'This is no database at all, but it is long enough to be looked at.'.repeat(20));
  expect(() => openDatabase(path)).toThrow(expect.objectContaining({ code: 'SQLITE_NOTADB' }));
  const folder = mkdtempSync(join(suite, 'db-'));
  expect(() => openDatabase(folder)).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^SQLITE_CANTOPEN/) }),
  );
});

test('stored JSON that is not what was written is damage', () => {
  for (const text of ['{', '{}', 'null', '{"model":1}']) {
    expect(() => fromJson(jobOptionsSchema, text, 'job 1')).toThrow(
      expect.objectContaining({ code: 'database-damaged' }),
    );
  }
  expect(fromJsonOrNull(jobOptionsSchema, null, 'job 1')).toBeNull();
});
