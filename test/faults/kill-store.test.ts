import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { FAILPOINTS, type FailpointName } from '../../src/main/core/process/failpoint.ts';
import { openSqliteStore } from '../../src/main/core/storage/open-store.ts';
import { storeFiles } from '../../src/main/core/storage/store-files.ts';
import { between } from '../support/fault-batch.ts';
import { FAILPOINTS_ON_THE_WAY } from '../support/fault-failpoints.ts';
import { type Finding, judge } from '../support/fault-oracle.ts';
import { seededRandom } from '../support/fault-power-cut.ts';
import { isLong, scaleOf } from '../support/fault-scale.ts';
import { type Confirmed, missingIn, openStoreOver, workThrough } from '../support/fault-store-work.ts';
import { countCycle } from '../support/fault-tally.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const MINUTE_MS = 60_000;
const ENDLESS = 1_000_000;
const driver = join(import.meta.dirname, '../support/fault-store-driver.ts');
const maintenance = join(import.meta.dirname, '../support/fault-store-maintenance.ts');

type Place = { readonly data: string; readonly confirmed: string };

function newPlace(): Place {
  const data = mkdtempSync(join(folder, 'data-'));
  return { data, confirmed: `${data}.confirmed` };
}

function startDriver(
  { data, confirmed }: Place,
  order: 'after' | 'before',
  [from, until]: readonly [number, number],
  failpoint = '',
): ChildProcess {
  return startProgram([driver, data, confirmed, order, String(from), String(until)], failpoint);
}

function startProgram(args: readonly string[], failpoint: string): ChildProcess {
  return spawn(process.execPath, args, {
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled'), EARSHOT_FAILPOINT: failpoint },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Only a program that is not killed leaves what it has compiled to all those that are. */
beforeAll(async () => {
  await endOf(startDriver(newPlace(), 'after', [0, 0]));
});

async function endOf(child: ChildProcess): Promise<NodeJS.Signals | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.signalCode;
}

function confirmedIn({ confirmed }: Place): Confirmed[] {
  if (!existsSync(confirmed)) return [];
  return readFileSync(confirmed, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line): Confirmed => JSON.parse(line));
}

function findingsOf(place: Place): Finding[] {
  return reopen(place).findings;
}

/** What is wrong with a database that a killed program has left, after the next one has opened it. */
function reopen(place: Place): { readonly findings: Finding[]; readonly wasRestored: boolean } {
  const { database: file } = storeFiles(place.data);
  if (!existsSync(file) && confirmedIn(place).length === 0) return { findings: [], wasRestored: false };
  // Damage of our own doing is to be found by the store.
  const before = judge(file, { accepted: [], recordings: [] }).filter(
    ({ invariant }) => invariant !== 'damaged',
  );
  const { store, report } = openSqliteStore({ folder: place.data, now: () => Date.now() });
  store.recover(`after-${before.length}-${Date.now()}`, '0', 1000);
  store.close();
  const after = judge(file, { accepted: [], recordings: [] });
  const database = new Database(file);
  const missing = missingIn(database, confirmedIn(place));
  database.close();
  const lost: Finding[] = missing === null ? [] : [{ invariant: 'lost-segment', what: missing }];
  return { findings: [...before, ...after, ...lost], wasRestored: report.restoration !== null };
}

/** Kills the program again and again while it writes. @returns the findings after the first kill that left some */
async function killOften(
  place: Place,
  order: 'after' | 'before',
  kills: number,
  seed: number,
): Promise<Finding[]> {
  const random = seededRandom(seed);
  for (let kill = 0; kill < kills; kill++) {
    const child = startDriver(place, order, [kill * 1000, ENDLESS]);
    const known = confirmedIn(place).length;
    // Not before it writes: to start takes longer than anything that is of interest here.
    while (confirmedIn(place).length <= known && child.exitCode === null) await delay(5);
    await delay(between(random, 0, 60));
    child.kill('SIGKILL');
    await endOf(child);
    const findings = findingsOf(place);
    if (order === 'after') countCycle(findings);
    if (findings.length > 0) return findings;
  }
  return [];
}

describe.skipIf(process.platform !== 'linux')('a store whose program is killed', () => {
  test('while it writes keeps what it has confirmed', { timeout: 20 * MINUTE_MS }, async () => {
    expect(await killOften(newPlace(), 'after', Math.ceil(scaleOf('kills') / 5), 1)).toEqual([]);
  });

  test('and that confirms before it writes is found out', { timeout: 5 * MINUTE_MS }, async () => {
    expect(await killOften(newPlace(), 'before', 200, 2)).toContainEqual(
      expect.objectContaining({ invariant: 'lost-segment' }),
    );
  });
});

describe.skipIf(process.platform !== 'linux')('a store whose program is killed at', () => {
  test.concurrent.each(FAILPOINTS_ON_THE_WAY)(
    '%s loses nothing',
    { timeout: 10 * MINUTE_MS },
    async (name) => {
      let met = 0;
      for (let pass = 1; pass <= scaleOf('failpoint-passes') * (isLong ? 3 : 1); pass++) {
        const place = newPlace();
        // Twice in the same place: what the second start finds is what the first has left.
        for (const round of [0, 1]) {
          const end = await endOf(
            startDriver(place, 'after', [round * 10, round * 10 + 2], `${name}:${pass}`),
          );
          if (end === 'SIGKILL') met += 1;
          const findings = findingsOf(place);
          countCycle(findings);
          expect(findings, `${name}:${pass}`).toEqual([]);
        }
      }
      expect(met).toBeGreaterThan(0);
    },
  );
});

/** A place in which a program has worked that nobody has killed. */
function workedIn(): Place {
  const place = newPlace();
  const confirmed: Confirmed[] = [];
  const store = openStoreOver(place.data);
  workThrough(store, 0, 2, (what, write) => {
    write();
    confirmed.push(what);
  });
  store.close();
  writeFileSync(place.confirmed, confirmed.map((what) => `${JSON.stringify(what)}\n`).join(''));
  return place;
}

/** Opens the store as the program does and makes a copy of it. */
function maintain(place: Place): void {
  const { store } = openSqliteStore({ folder: place.data, now: () => Date.now() });
  store.backUp();
  store.close();
}

/** The same in a program of its own, which is killed on the way. */
function maintainUntil(place: Place, failpoint: FailpointName): Promise<NodeJS.Signals | null> {
  return endOf(startProgram([maintenance, place.data], failpoint));
}

describe.skipIf(process.platform !== 'linux')('a store whose program is killed while it', () => {
  test.concurrent.each<FailpointName>(['backup.before-check', 'backup.before-rename'])(
    'makes a copy (%s) never uses half of one',
    async (name) => {
      const place = workedIn();
      expect(await maintainUntil(place, name)).toBe('SIGKILL');
      const findings = findingsOf(place);
      countCycle(findings);
      expect(findings).toEqual([]);
      // A copy can be made all the same, and it is one that helps.
      maintain(place);
      overwritePage(storeFiles(place.data).database);
      expect(reopen(place)).toEqual({ findings: [], wasRestored: true });
    },
  );

  test.concurrent.each<FailpointName>([
    'restore.before-ready',
    'restore.before-swap',
    'restore.half-swapped',
  ])('replaces a damaged database (%s) has the whole replacement in the end', async (name) => {
    const place = workedIn();
    maintain(place);
    overwritePage(storeFiles(place.data).database);
    expect(await maintainUntil(place, name)).toBe('SIGKILL');
    // Once more in the same place, where it comes by again.
    await maintainUntil(place, name);
    const findings = findingsOf(place);
    countCycle(findings);
    expect(findings).toEqual([]);
    expect(readdirSync(place.data)).toContainEqual(expect.stringMatching(/^earshot\.damaged-.*\.db$/));
  });
});

test('every failpoint is met by a test of this file', () => {
  const met = [
    ...FAILPOINTS_ON_THE_WAY,
    'backup.before-check',
    'backup.before-rename',
    'restore.before-ready',
    'restore.before-swap',
    'restore.half-swapped',
  ];
  expect(met.toSorted()).toEqual([...FAILPOINTS].toSorted());
});

/** Garbage over the root page of a table. */
function overwritePage(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0xa5, 4096 * 2, 4096 * 3);
  writeFileSync(file, bytes);
}
