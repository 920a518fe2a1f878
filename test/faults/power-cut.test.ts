import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/main/core/storage/open-store.ts';
import { storeFiles } from '../../src/main/core/storage/store-files.ts';
import { judge } from '../support/fault-oracle.ts';
import { CUTS, PlayedDisk, seededRandom } from '../support/fault-power-cut.ts';
import { type DiskStep, readDiskRecord } from '../support/fault-power-record.ts';
import { isLong, scaleOf } from '../support/fault-scale.ts';
import { type Confirmed, missingIn } from '../support/fault-store-work.ts';
import { addToTally } from '../support/fault-tally.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const MINUTE_MS = 60_000;
const JOBS = 25;
/** Enough for the first migration to be on its way. */
const FIRST_STEPS = 36;
/** Often, so that a short run meets many of them. */
const CHECKPOINTS = 'wal_autocheckpoint = 100';
const folder = suiteFolder();
/** What a program asks of its disk is written down and played again: that anything lasts is not what is tried here. */
const memory = existsSync('/dev/shm') ? mkdtempSync('/dev/shm/earshot-power-cut-') : folder;
const shim = join(folder, 'power-shim.so');
const hasCompiler = process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0;

type Verdict = { readonly damaged: number; readonly lost: number; readonly firstProblem: string | null };

describe.skipIf(!hasCompiler)('a power cut at any moment', () => {
  let synced: RecordedRun;

  beforeAll(() => {
    const source = join(import.meta.dirname, '../support/fault-power-shim.c');
    execFileSync('cc', [
      '-shared',
      '-fPIC',
      '-O2',
      '-Wall',
      '-Wextra',
      '-Werror',
      '-o',
      shim,
      source,
      '-ldl',
    ]);
    synced = record(['synchronous = FULL', CHECKPOINTS]);
  });

  afterAll(() => rmSync(memory, { recursive: true, force: true }));

  test('damages nothing and takes back nothing that was confirmed', { timeout: 20 * MINUTE_MS }, () => {
    const images = scaleOf('images');
    const verdict = cutOften(synced, images);
    addToTally({ cycles: images, lostSegments: verdict.lost });
    expect(verdict).toEqual({ damaged: 0, lost: 0, firstProblem: null });
  });

  test('leaves a database that opens, also while it is being made', { timeout: 5 * MINUTE_MS }, () => {
    const disk = new PlayedDisk(synced.data);
    const random = seededRandom(1);
    const problems: string[] = [];
    for (const [moment, step] of synced.steps.slice(0, FIRST_STEPS).entries()) {
      disk.play(step);
      for (const cut of isLong ? CUTS : CUTS.filter((_, index) => index === moment % CUTS.length)) {
        const image = join(memory, 'image');
        disk.cutInto(image, cut, random);
        const problem = problemOf(image, []);
        if (problem !== null) problems.push(`${cut} behind step ${moment}: ${problem.what}`);
      }
    }
    expect(problems).toEqual([]);
  });

  // The positive controls: the same cuts find what these settings allow, a third of them.
  test('takes back what was confirmed when commits are not synced', { timeout: 5 * MINUTE_MS }, () => {
    const { damaged, lost } = cutOften(record(['synchronous = NORMAL', CHECKPOINTS]), isLong ? 40 : 16);
    expect([damaged, lost > 0]).toEqual([0, true]);
  });

  test('damages the database when nothing is synced', { timeout: 5 * MINUTE_MS }, () => {
    const { damaged } = cutOften(record(['synchronous = OFF', CHECKPOINTS]), isLong ? 60 : 16);
    expect(damaged).toBeGreaterThan(0);
  });
});

type RecordedRun = { readonly data: string; readonly steps: readonly DiskStep[] };

function record(settings: readonly string[]): RecordedRun {
  const data = mkdtempSync(join(memory, 'data-'));
  const log = `${data}.record`;
  const driver = join(import.meta.dirname, '../support/fault-store-driver.ts');
  execFileSync(
    process.execPath,
    [driver, data, join(data, 'confirmed'), 'after', '0', String(JOBS), ...settings],
    {
      env: { ...process.env, LD_PRELOAD: shim, FAULT_SHIM_FOLDER: data, FAULT_SHIM_LOG: log },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  return { data, steps: readDiskRecord(log) };
}

/** Plays the run once and cuts the power at so many moments on the way. */
function cutOften({ data, steps }: RecordedRun, images: number): Verdict {
  const random = seededRandom(images);
  const moments = Array.from({ length: images }, () => Math.floor(random() * steps.length)).toSorted(
    (a, b) => a - b,
  );
  const disk = new PlayedDisk(data);
  const confirmed: Confirmed[] = [];
  const confirmations = new Set<number>();
  let damaged = 0;
  let lost = 0;
  let firstProblem: string | null = null;
  let played = 0;
  for (const moment of moments) {
    for (const step of steps.slice(played, moment)) {
      if (step.kind === 'opened' && step.path === join(data, 'confirmed')) confirmations.add(step.file);
      else if (step.kind === 'written' && confirmations.has(step.file))
        confirmed.push(JSON.parse(step.bytes.toString()));
      else disk.play(step);
    }
    played = moment;
    const cut = CUTS[Math.floor(random() * CUTS.length)] ?? 'torn';
    const image = join(memory, 'image');
    disk.cutInto(image, cut, random);
    const problem = problemOf(image, confirmed);
    if (problem === null) continue;
    firstProblem ??= `${cut} at step ${moment}: ${problem.what}`;
    if (problem.kind === 'damaged') damaged += 1;
    else lost += 1;
  }
  return { damaged, lost, firstProblem };
}

type Problem = { readonly kind: 'damaged' | 'lost'; readonly what: string };

/** Starts the store on an image, as the program does after the power is back. */
function problemOf(image: string, confirmed: readonly Confirmed[]): Problem | null {
  const files = storeFiles(image);
  if (!existsSync(files.database))
    return confirmed.length === 0 ? null : { kind: 'lost', what: 'there is no database' };
  try {
    const { store, report } = openSqliteStore({ folder: image, now: () => 0 });
    store.recover('another', '0', 1000);
    store.close();
    if (report.restoration !== null) return { kind: 'damaged', what: report.restoration.problem };
  } catch (error) {
    return { kind: 'damaged', what: String(error) };
  }
  const [finding] = judge(files.database, { accepted: [], recordings: [] });
  if (finding !== undefined) return { kind: 'damaged', what: `${finding.invariant}: ${finding.what}` };
  const database = new Database(files.database);
  try {
    const missing = missingIn(database, confirmed);
    return missing === null ? null : { kind: 'lost', what: missing };
  } finally {
    database.close();
  }
}
