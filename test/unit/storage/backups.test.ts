import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { Backups } from '../../../src/main/core/storage/backups.ts';
import { Connection } from '../../../src/main/core/storage/connection.ts';
import { openDatabase } from '../../../src/main/core/storage/database.ts';
import { examine } from '../../../src/main/core/storage/integrity.ts';
import { NEWEST_VERSION } from '../../../src/main/core/storage/migrations.ts';
import { openSqliteStore } from '../../../src/main/core/storage/open-store.ts';
import { storeFiles } from '../../../src/main/core/storage/store-files.ts';
import { flipBytes } from '../../support/damage.ts';
import { completeJob, newStore } from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

function namesIn(folder: string): string[] {
  return readdirSync(folder).toSorted();
}

test('a copy holds everything, and nothing else is left beside it', () => {
  const { store, folder } = newStore(suite);
  const job = completeJob(store, 1, [['kept for ever']]);
  const path = store.backUp();
  expect(namesIn(storeFiles(folder).backups)).toEqual([`earshot-000001-v${NEWEST_VERSION}.db`]);
  expect(examine(path)).toEqual({ kind: 'sound', schemaVersion: NEWEST_VERSION });

  const other = mkdtempSync(join(suite, 'copy-'));
  copyFileSync(path, storeFiles(other).database);
  const { store: copy } = openSqliteStore({ folder: other, now: () => 1 });
  expect(copy.jobs()).toEqual([job]);
  expect(copy.search('ever', 5)).toHaveLength(1);
});

test('of many copies the newest three are kept, and the newest of each older version', () => {
  const { store, folder } = newStore(suite);
  const { backups } = storeFiles(folder);
  mkdirSync(backups);
  for (const name of ['earshot-000001-v1.db', 'earshot-000002-v1.db', 'notes.txt']) {
    writeFileSync(join(backups, name), '');
  }
  for (let count = 0; count < 5; count += 1) store.backUp();
  expect(namesIn(backups)).toEqual([
    'earshot-000002-v1.db',
    `earshot-000005-v${NEWEST_VERSION}.db`,
    `earshot-000006-v${NEWEST_VERSION}.db`,
    `earshot-000007-v${NEWEST_VERSION}.db`,
    'notes.txt',
  ]);
});

test('what a program left unfinished is not taken for a copy, and is written over', () => {
  const { store, folder } = newStore(suite);
  const { backups } = storeFiles(folder);
  mkdirSync(backups);
  writeFileSync(join(backups, `earshot-000001-v${NEWEST_VERSION}.db.partial`), 'half of it');
  expect(new Backups(backups).list()).toEqual([]);
  expect(basename(store.backUp())).toBe(`earshot-000001-v${NEWEST_VERSION}.db`);
  expect(namesIn(backups)).toHaveLength(1);
});

test('the newest sound copy is found behind damaged and unreadable ones', () => {
  const { store, folder } = newStore(suite);
  const { backups } = storeFiles(folder);
  completeJob(store, 1, [['some text']]);
  const good = store.backUp();
  const flipped = store.backUp();
  const cut = store.backUp();
  flipBytes(flipped, 4_096 * 3, 600);
  truncateSync(cut, statSync(cut).size / 2);
  writeFileSync(join(backups, `earshot-000009-v${NEWEST_VERSION + 1}.db`), '');
  expect(new Backups(backups).newestGood()).toBe(good);
  expect(examine(flipped).kind).toBe('damaged');
  expect(examine(cut).kind).toBe('damaged');
});

test('where no copy was ever made, none is found', () => {
  expect(new Backups(join(suite, 'nowhere')).newestGood()).toBeNull();
});

test('a copy that cannot be written leaves the ones before', () => {
  const { store, folder } = newStore(suite);
  const { backups } = storeFiles(folder);
  writeFileSync(backups, 'a file where the folder should be');
  expect(() => store.backUp()).toThrow(expect.objectContaining({ code: 'database-unwritable' }));
  rmSync(backups);
  expect(store.backUp()).toContain('earshot-000001');
});

test('a damaged database is not copied over good copies', () => {
  const { store, folder } = newStore(suite);
  for (let number = 1; number <= 30; number += 1) completeJob(store, number, [['some text', 'more text']]);
  const good = store.backUp();
  store.close();
  const { database, backups } = storeFiles(folder);
  const connection = new Connection(openDatabase(database));
  flipBytes(database, 4_096, statSync(database).size);
  expect(() => new Backups(backups).make(connection)).toThrow(
    expect.objectContaining({ code: 'database-damaged' }),
  );
  expect(connection.isDamaged).toBe(true);
  connection.close();
  expect(namesIn(backups)).toEqual([basename(good)]);
});
