import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Sidecar, sidecarSchema } from '../../../src/main/core/storage/sidecar.ts';
import type { ExportRule } from '../../../src/shared/job-options.ts';
import { suiteFolder } from '../../support/suite-folder.ts';
import { foldersIn, TestQueue } from '../../support/test-queue.ts';

const folder = suiteFolder();
const TXT: ExportRule = {
  formats: ['txt'],
  outputDir: null,
  nameTemplate: '{name}',
  onCollision: 'number',
};

/** A finished job as the file of its own has it. */
function sidecarOf(queue: TestQueue, uid: string): Sidecar['job'] {
  const file = join(foldersIn(queue.home).transcripts, `${uid}.json`);
  return sidecarSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).job;
}

test('the transcript file says which files were written', async () => {
  const queue = await TestQueue.open(folder);
  const uid = await queue.addOne('talk.wav', { exports: TXT });
  const status = await queue.exported(uid);
  await queue.stop();
  expect(status).toEqual({ state: 'written', files: [join(queue.home, 'recordings', 'talk.txt')] });
  expect(sidecarOf(queue, uid).exportStatus).toEqual(status);
});

test('the transcript file says why files were not written, and which came later', async () => {
  const queue = await TestQueue.open(folder);
  const outputDir = queue.record('a-file-and-no-folder');
  const uid = await queue.addOne('talk.wav', { exports: { ...TXT, outputDir } });
  expect(await queue.exported(uid)).toMatchObject({ state: 'failed' });
  const { path } = await queue.view(uid);
  await queue.add([path], { exports: TXT });
  await queue.stop();
  expect(sidecarOf(queue, uid)).toMatchObject({ exports: TXT, exportStatus: { state: 'written' } });
});

test('a finished job whose recording was moved is brought back with the place where that is now', async () => {
  const queue = await TestQueue.open(folder);
  const uid = await queue.addOne();
  await queue.reached(uid, 'completed');
  const { path } = await queue.view(uid);
  const moved = join(queue.home, 'moved.wav');
  renameSync(path, moved);
  await queue.call('jobs.relocate', { uid, path: moved, acceptChanged: false });
  await queue.stop();
  expect(sidecarOf(queue, uid).source.path).toBe(moved);
});
