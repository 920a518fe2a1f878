import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { Connection } from '../../src/main/core/storage/connection.ts';
import { openDatabase } from '../../src/main/core/storage/database.ts';
import { NEWEST_VERSION } from '../../src/main/core/storage/migrations.ts';
import { storeFiles } from '../../src/main/core/storage/store-files.ts';
import { STORE_METHODS } from '../../src/main/core/storage/store-protocol.ts';
import { openStore } from '../../src/main/core/storage/worker-store.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import {
  BOOT,
  CRASH_LIMIT,
  ENGINE,
  finished,
  must,
  newJob,
  planned,
  SUMMARY,
  uidOf,
} from '../support/stored-jobs.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();
const workerUrl = new URL('../../src/main/core/storage/store-worker.ts', import.meta.url);

function newFolder(): string {
  return mkdtempSync(join(suite, 'data-'));
}

/** A worker of our own in place of the real one. */
function scriptedWorker(script: string): URL {
  const path = join(newFolder(), 'worker.mjs');
  writeFileSync(path, `import { parentPort } from 'node:worker_threads';\n${script}`);
  return pathToFileURL(path);
}

const OPENED = "parentPort.postMessage({ kind: 'opened', report: { messages: [] } });";

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'resolved';
  } catch (error) {
    return error instanceof EarshotError ? error.code : String(error);
  }
}

test('a job is done through the thread from its beginning to its end', async () => {
  const folder = newFolder();
  const { store, report } = await openStore({ folder, workerUrl });
  expect(report).toEqual({ foundVersion: 0, backupBeforeMigration: null, restoration: null, messages: [] });
  await store.recover(BOOT, '1.0.0', CRASH_LIMIT);
  const { id: jobId, uid } = must((await store.addJobs([newJob(1)]))[0]);
  const fence = { jobId, epoch: must(await store.start(jobId, BOOT)).epoch };
  await store.setEngine(fence, ENGINE);
  const slice = { streamIndex: 0, slice: 0, probabilities: [0.35], levelsDb: [-20] };
  expect(await store.addSpeechSlice(fence, slice)).toBe(true);
  await store.startChunk(fence, planned(0));
  await store.finishChunk(fence, finished(0, ['through a thread']));
  expect(await store.complete(fence, SUMMARY)).toMatchObject({ state: 'completed', epoch: 1 });
  expect((await store.resumePoint(jobId)).slices).toEqual([slice]);
  expect(await store.search('thread', 5)).toHaveLength(1);
  expect(await store.backUp()).toContain('earshot-000001');
  await store.endBoot(BOOT);
  await store.close();

  const again = await openStore({ folder, workerUrl });
  expect(await again.store.recover('boot-2', '1.0.0', CRASH_LIMIT)).toMatchObject({
    previousEndWasClean: true,
  });
  expect(must(await again.store.transcript(uid, null)).segments[0]?.text).toBe('through a thread');
  await again.store.close();
});

test('every method of the store can be called', async () => {
  const { store } = await openStore({ folder: newFolder(), workerUrl });
  expect(Object.keys(store).toSorted()).toEqual([...STORE_METHODS, 'close'].toSorted());
  await store.close();
});

test('calls are carried out in the order in which they were made, whoever waits for them', async () => {
  const { store } = await openStore({ folder: newFolder(), workerUrl });
  const adding = Array.from({ length: 50 }, (_, number) => store.addJobs([newJob(number)]));
  const jobs = await store.jobs();
  expect(jobs.map(({ uid }) => uid)).toEqual(Array.from({ length: 50 }, (_, number) => uidOf(number)));
  await Promise.all(adding);
  await store.close();
});

test('an error arrives as what it was, and the store goes on', async () => {
  const { store } = await openStore({ folder: newFolder(), workerUrl });
  const wrong = store.step({ jobId: 1, event: 'start', actor: 'user', epoch: null });
  await expect(wrong).rejects.toMatchObject({
    name: 'EarshotError',
    code: 'internal',
    message: '"start" is a method of its own.',
    hint: expect.stringContaining('report'),
    detail: null,
  });
  await expect(store.addJobs([newJob(1), newJob(1)])).rejects.toMatchObject({
    code: 'internal',
    detail: expect.stringContaining('UNIQUE'),
  });
  expect(await store.jobs()).toEqual([]);
  await store.close();
});

test('a database that cannot be opened is told once, with its code', async () => {
  const folder = newFolder();
  const connection = new Connection(openDatabase(storeFiles(folder).database));
  connection.pragma(`user_version = ${NEWEST_VERSION + 1}`);
  connection.close();
  expect(await codeOf(openStore({ folder, workerUrl }))).toBe('database-too-new');
});

test('what was asked before the store is closed is still done, later calls are refused', async () => {
  const folder = newFolder();
  const { store } = await openStore({ folder, workerUrl });
  const adding = store.addJobs([newJob(1)]);
  const closing = Promise.all([store.close(), store.close()]);
  expect(await codeOf(store.jobs())).toBe('internal');
  expect(await adding).toHaveLength(1);
  await closing;
});

test('a thread that ends leaves nobody waiting', async () => {
  const script = `${OPENED} parentPort.once('message', () => process.exit(1));`;
  const { store } = await openStore({ folder: newFolder(), workerUrl: scriptedWorker(script) });
  const calls = [store.jobs(), store.settings()];
  expect(await Promise.all(calls.map(codeOf))).toEqual(['database-unwritable', 'database-unwritable']);
  expect(await codeOf(store.jobs())).toBe('database-unwritable');
  await store.close();
});

test('a thread that fails tells why to everybody who waits', async () => {
  const script = `${OPENED} parentPort.once('message', () => { throw new Error('broken'); });`;
  const { store } = await openStore({ folder: newFolder(), workerUrl: scriptedWorker(script) });
  await expect(store.jobs()).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('broken'),
  });
});

test('a thread that never begins is told too', async () => {
  const missing = pathToFileURL(join(newFolder(), 'missing.mjs'));
  expect(await codeOf(openStore({ folder: newFolder(), workerUrl: missing }))).toBe('internal');
  expect(await codeOf(openStore({ folder: newFolder(), workerUrl: scriptedWorker('') }))).toBe(
    'database-unwritable',
  );
});
