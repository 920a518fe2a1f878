import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/main/core/storage/open-store.ts';
import { storeFiles } from '../../src/main/core/storage/store-files.ts';
import { between } from '../support/fault-batch.ts';
import { judge } from '../support/fault-oracle.ts';
import { seededRandom } from '../support/fault-power-cut.ts';
import { scaleOf } from '../support/fault-scale.ts';
import { type Confirmed, missingIn, openStoreOver, workThrough } from '../support/fault-store-work.ts';
import { addToTally } from '../support/fault-tally.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const JOBS = 6;
const SECTOR_BYTES = 512;
const original = join(folder, 'original');
const confirmed: Confirmed[] = [];

/** A data folder whose last copy holds everything. */
beforeAll(() => {
  mkdirSync(original);
  const store = openStoreOver(original);
  workThrough(store, 0, JOBS, (what, write) => {
    write();
    confirmed.push(what);
  });
  store.checkpoint();
  store.backUp();
  store.close();
});

/** Another data folder with the same content, not ended as planned, and something done to its database. */
function damaged(damage: (file: string) => void): string {
  const data = mkdtempSync(join(folder, 'data-'));
  const from = storeFiles(original);
  const to = storeFiles(data);
  copyFileSync(from.database, to.database);
  mkdirSync(to.backups);
  for (const name of readdirSync(from.backups))
    copyFileSync(join(from.backups, name), join(to.backups, name));
  damage(to.database);
  return data;
}

type Opened = { readonly wasFound: boolean; readonly problem: string | null };

/** Starts on it, and looks whether what was confirmed is there then. */
function open(data: string): Opened {
  const { store, report } = openSqliteStore({ folder: data, now: () => 0 });
  store.close();
  const { database: file } = storeFiles(data);
  const [finding] = judge(file, { accepted: [], recordings: [] });
  const database = new Database(file);
  const problem =
    finding === undefined ? missingIn(database, confirmed) : `${finding.invariant}: ${finding.what}`;
  database.close();
  return { wasFound: report.messages.length > 0, problem };
}

describe('a database that was damaged while nobody had it open', () => {
  test('in any 512 bytes is found and replaced, or nothing of it is needed', { timeout: 600_000 }, async ({
    annotate,
  }) => {
    const count = scaleOf('damages');
    const random = seededRandom(7);
    const unnoticed: string[] = [];
    let found = 0;
    for (let damage = 0; damage < count; damage++) {
      let at = 0;
      const data = damaged((file) => {
        const bytes = readFileSync(file);
        at = between(random, 0, Math.floor(bytes.length / SECTOR_BYTES) - 1) * SECTOR_BYTES;
        for (let index = at; index < at + SECTOR_BYTES; index++) bytes[index] = between(random, 0, 255);
        writeFileSync(file, bytes);
      });
      const { wasFound, problem } = open(data);
      if (wasFound) found += 1;
      if (problem !== null) unnoticed.push(`${at}: ${problem}`);
      rmSync(data, { recursive: true });
    }
    addToTally({ cycles: count });
    await annotate(
      `${found} of ${count} found, ${unnoticed.length} harmful ones not: ${unnoticed.slice(0, 3).join('; ')}`,
    );
    // SQLite keeps no checksums: letters that became other letters look sound to it.
    expect(unnoticed.length).toBeLessThanOrEqual(Math.ceil(count * 0.02));
    expect(found).toBeGreaterThan(count / 5);
  });

  test.each<[string, (file: string) => void]>([
    ['cut in the middle', (file) => truncateSync(file, Math.floor(readFileSync(file).length / 2))],
    ['without any content', (file) => truncateSync(file, 0)],
    ['that is another file altogether', (file) => writeFileSync(file, 'This is a letter.\n'.repeat(1000))],
    ['whose first page is garbage', (file) => writeFileSync(file, readFileSync(file).fill(0xa5, 0, 4096))],
  ])('%s is replaced by its copy and kept', (_, damage) => {
    const data = damaged(damage);
    expect(open(data)).toEqual({ wasFound: true, problem: null });
    expect(readdirSync(data)).toContainEqual(expect.stringMatching(/^earshot\.damaged-.*\.db$/));
  });

  // The positive control: the same folder without damage is opened without a word.
  test('is told of only when something is wrong', () => {
    expect(open(damaged(() => {}))).toEqual({ wasFound: false, problem: null });
  });

  test('together with its newest copy is replaced by the one before', () => {
    const data = damaged((file) => writeFileSync(file, readFileSync(file).fill(0xa5, 0, 4096)));
    const { backups } = storeFiles(data);
    const [only = ''] = readdirSync(backups);
    const newer = join(backups, only.replace('000001', '000002'));
    writeFileSync(newer, readFileSync(join(backups, only)).fill(0xa5, 8192, 16_384));
    expect(open(data)).toEqual({ wasFound: true, problem: null });
  });

  test('of a newer version is refused and left as it is', () => {
    const data = damaged((file) => {
      const database = new Database(file);
      database.pragma('user_version = 1000');
      database.close();
    });
    const { database: file } = storeFiles(data);
    const before = readFileSync(file);
    expect(() => open(data)).toThrow(expect.objectContaining({ code: 'database-too-new' }));
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('and whose write-ahead log was deleted is what it was at the last checkpoint', () => {
    const data = mkdtempSync(join(folder, 'data-'));
    const store = openStoreOver(data, ['wal_autocheckpoint = 50']);
    workThrough(store, 0, 3, (_, write) => write());
    const { database: file } = storeFiles(data);
    const copy = join(mkdtempSync(join(folder, 'data-')), 'earshot.db');
    copyFileSync(file, copy);
    const hadLog = existsSync(`${file}-wal`);
    store.close();
    const { store: reopened } = openSqliteStore({ folder: join(copy, '..'), now: () => 0 });
    const { length } = reopened.jobs();
    reopened.close();
    expect(hadLog).toBe(true);
    expect(length).toBeGreaterThan(0);
    expect(judge(copy, { accepted: [], recordings: [] })).toEqual([]);
  });
});
