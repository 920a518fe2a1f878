import { copyFileSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { FAILPOINTS, type FailpointName } from '../../src/main/core/process/failpoint.ts';
import { examine } from '../../src/main/core/storage/integrity.ts';
import { NEWEST_VERSION } from '../../src/main/core/storage/migrations.ts';
import { openSqliteStore } from '../../src/main/core/storage/open-store.ts';
import { sidecarOf, writeSidecar } from '../../src/main/core/storage/sidecar.ts';
import { storeFiles } from '../../src/main/core/storage/store-files.ts';
import { COMPILE_CACHE } from '../support/compile-cache.ts';
import { flipBytes } from '../support/damage.ts';
import { VERSION_1_DATABASE } from '../support/old-database.ts';
import { PROGRAM_CHUNKS, PROGRAM_JOB, runProgram, textOf } from '../support/store-program.ts';
import { CRASH_LIMIT, completeJob, must, uidOf } from '../support/stored-jobs.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();
const PROGRAM = join(import.meta.dirname, '../support/store-program.ts');

type Ended = { readonly signal: string | undefined; readonly told: readonly string[] };

async function run(folder: string, boot: string, failpoint = ''): Promise<Ended> {
  const { signal, stdout, exitCode, stderr } = await execa(process.execPath, [PROGRAM, folder, boot], {
    env: { ...COMPILE_CACHE, EARSHOT_FAILPOINT: failpoint },
    reject: false,
  });
  if (signal === undefined && exitCode !== 0) throw new Error(stderr);
  return { signal, told: stdout.split('\n') };
}

/** Three jobs of an older version are there when the program starts. */
function oldQueue(): string {
  const folder = mkdtempSync(join(suite, 'old-'));
  copyFileSync(VERSION_1_DATABASE, storeFiles(folder).database);
  return folder;
}

/** A copy, a transcript file and a damaged database are there when the program starts. */
function damagedQueue(): string {
  const folder = mkdtempSync(join(suite, 'damaged-'));
  const files = storeFiles(folder);
  const { store } = openSqliteStore({ folder, now: Date.now });
  store.recover('before', '1.0.0', CRASH_LIMIT);
  completeJob(store, 1, [['in the copy']]);
  store.backUp();
  const later = completeJob(store, 2, [['in a transcript file']]);
  writeSidecar(files.transcripts, sidecarOf(later, must(store.transcript(later.uid, null))));
  store.close();
  flipBytes(files.database, 0, 4_096);
  return folder;
}

/** Nothing that was acknowledged is lost, and the rest is done exactly once. */
function expectToGoOn(folder: string, told: readonly string[], jobsBefore: number): void {
  const files = storeFiles(folder);
  const { store } = openSqliteStore({ folder, now: Date.now });
  store.recover('between', '1.0.0', Number.MAX_SAFE_INTEGER);
  expect(store.jobs().length).toBeGreaterThanOrEqual(jobsBefore);
  const job = store.job(uidOf(PROGRAM_JOB));
  if (told.includes('job')) expect(job).not.toBeNull();
  const stored = told.filter((line) => line.startsWith('stored')).length;
  expect(job?.chunksDone ?? 0).toBeGreaterThanOrEqual(stored);
  if (told.includes('completed')) expect(job?.state).toBe('completed');
  expect(store.repairSearch()).toBe(false);
  store.close();

  // What is not to be killed need not be a process of its own.
  const toldAgain: string[] = [];
  runProgram(folder, 'again', (line) => toldAgain.push(line));
  expect(toldAgain).toContain('ended');
  const { store: after } = openSqliteStore({ folder, now: Date.now });
  const transcript = must(after.transcript(uidOf(PROGRAM_JOB), null));
  expect(transcript.segments.map(({ text }) => text)).toEqual(
    Array.from({ length: PROGRAM_CHUNKS }, (_, n) => textOf(n)),
  );
  expect(transcript.complete).toBe(true);
  expect(after.jobs()).toHaveLength(jobsBefore + 1);
  expect(after.search('"what was said"', 10)).toHaveLength(PROGRAM_CHUNKS);
  after.close();
  expect(examine(files.database)).toEqual({ kind: 'sound', schemaVersion: NEWEST_VERSION });
  expect(readdirSync(files.backups).filter((name) => name.endsWith('.partial'))).toEqual([]);
  expect(readdirSync(folder)).not.toContain('earshot.restoring.db');
  expect(readdirSync(folder)).not.toContain('earshot.restored.db');
}

function scenarioOf(name: FailpointName): { folder: string; jobsBefore: number } {
  return name.startsWith('restore')
    ? { folder: damagedQueue(), jobsBefore: 2 }
    : { folder: oldQueue(), jobsBefore: 3 };
}

test.each([...FAILPOINTS])('a program that dies at %s goes on at its next start', async (name) => {
  const { folder, jobsBefore } = scenarioOf(name);
  const { signal, told } = await run(folder, 'first', name);
  expect(signal).toBe('SIGKILL');
  expectToGoOn(folder, told, jobsBefore);
});

test('a program may die before the end of each of its transactions', async () => {
  let deaths = 0;
  for (let pass = 1; ; pass += 1) {
    const { folder, jobsBefore } = scenarioOf('write.before-commit');
    const { signal, told } = await run(folder, 'first', `write.before-commit:${pass}`);
    if (signal === undefined) break;
    deaths += 1;
    expectToGoOn(folder, told, jobsBefore);
  }
  // A migration, a recovery, a job, its start and its engine, three chunks of two steps and a failure, the end of both.
  expect(deaths).toBeGreaterThanOrEqual(14);
});

test('a restoration that dies three times, each time somewhere else, loses nothing', async () => {
  const folder = damagedQueue();
  for (const name of ['restore.before-ready', 'restore.before-swap', 'restore.half-swapped'] as const) {
    expect((await run(folder, name, name)).signal).toBe('SIGKILL');
  }
  expectToGoOn(folder, [], 2);
  const kept = readdirSync(folder).filter((file) => /^earshot\.damaged-.*\.db$/.test(file));
  expect(kept).toHaveLength(1);
});

test('positive control: without a failpoint the program ends by itself', async () => {
  const { folder, jobsBefore } = scenarioOf('write.before-begin');
  const { signal, told } = await run(folder, 'first');
  expect({ signal, told }).toEqual({
    signal: undefined,
    told: ['opened', 'job', 'stored 0', 'stored 1', 'stored 2', 'completed', 'ended'],
  });
  expectToGoOn(folder, told, jobsBefore);
});
