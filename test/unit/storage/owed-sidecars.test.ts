import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSidecars, type Sidecar } from '../../../src/main/core/storage/sidecar.ts';
import { storeFiles } from '../../../src/main/core/storage/store-files.ts';
import {
  BOOT,
  completeJob,
  doChunk,
  finished,
  must,
  newStore,
  SUMMARY,
  startJob,
  withGap,
} from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

function sidecarsIn(folder: string): Sidecar[] {
  return [...readSidecars(storeFiles(folder).transcripts)].map(({ sidecar }) => must(sidecar));
}

test('the file of a complete text is owed until it is written', () => {
  const { store, folder } = newStore(suite);
  startJob(store, 2);
  expect(store.owedSidecars()).toEqual([]);
  const job = completeJob(store, 1, [['text']]);
  expect(store.owedSidecars()).toEqual([job.uid]);
  expect(store.writeSidecar(job.id)).toBe(true);
  expect(store.owedSidecars()).toEqual([]);
  expect(sidecarsIn(folder)).toMatchObject([
    { job: { uid: job.uid, revision: 1 }, transcript: store.transcript(job.uid, null) },
  ]);
});

test('a text that was edited, and a recording that was moved, are owed anew', () => {
  const { store, folder } = newStore(suite);
  const job = completeJob(store, 1, [['text']]);
  store.writeSidecar(job.id);
  store.editSegment(job.id, 'm-0-0', 'edited');
  expect(store.owedSidecars()).toEqual([job.uid]);
  store.writeSidecar(job.id);
  store.relocate(job.id, { ...job.source, path: '/elsewhere.mp3' });
  expect(store.owedSidecars()).toEqual([job.uid]);
  store.writeSidecar(job.id);
  expect(store.owedSidecars()).toEqual([]);
  expect(sidecarsIn(folder)).toMatchObject([
    { job: { source: { path: '/elsewhere.mp3' } }, transcript: { segments: [{ text: 'edited' }] } },
  ]);
});

test('while a text is done anew its file is that of the text that is shown, with its own options', () => {
  const { store, folder } = newStore(suite);
  const job = completeJob(store, 1, [['the first version']]);
  store.redo(job.id, { ...job.options, model: 'large' });
  expect(store.owedSidecars()).toEqual([job.uid]);
  expect(store.writeSidecar(job.id)).toBe(true);
  expect(sidecarsIn(folder)).toMatchObject([
    { job: { revision: 1, options: job.options, workMs: job.workMs } },
  ]);
  const fence = { jobId: job.id, epoch: must(store.start(job.id, BOOT)).epoch };
  doChunk(store, fence, finished(0, ['the second version']));
  store.complete(fence, SUMMARY);
  expect(store.owedSidecars()).toEqual([job.uid]);
  store.writeSidecar(job.id);
  expect(sidecarsIn(folder)).toMatchObject([{ job: { revision: 2, options: { model: 'large' } } }]);
});

test('gaps that are tried again leave the file as it is, and owe it when they are done', () => {
  const { store, folder } = newStore(suite);
  const { job, fence } = startJob(store, 1);
  doChunk(store, fence, finished(0, ['whole']));
  doChunk(store, fence, withGap(1, ['half']));
  store.complete(fence, SUMMARY);
  store.writeSidecar(job.id);
  store.step({ jobId: job.id, event: 'retry', actor: 'user', epoch: null });
  expect({ isWritten: store.writeSidecar(job.id), owed: store.owedSidecars() }).toEqual({
    isWritten: false,
    owed: [],
  });
  const again = { jobId: job.id, epoch: must(store.start(job.id, BOOT)).epoch };
  doChunk(store, again, finished(1, ['all of it']));
  store.complete(again, SUMMARY);
  expect(store.owedSidecars()).toEqual([job.uid]);
  store.writeSidecar(job.id);
  expect(sidecarsIn(folder)[0]?.transcript.segments.map(({ text }) => text)).toEqual(['whole', 'all of it']);
});

test('a file that cannot be written says why and stays owed', () => {
  const { store, folder } = newStore(suite);
  const job = completeJob(store, 1, [['text']]);
  const { transcripts } = storeFiles(folder);
  writeFileSync(transcripts, 'a file where the folder should be');
  expect(() => store.writeSidecar(job.id)).toThrow(expect.objectContaining({ code: 'database-unwritable' }));
  expect(store.owedSidecars()).toEqual([job.uid]);
  rmSync(transcripts);
  expect(store.writeSidecar(job.id)).toBe(true);
});

test('a removed job owes nothing; one that is purged leaves no file behind', () => {
  const { store, folder } = newStore(suite);
  const { transcripts } = storeFiles(folder);
  const [gone, kept] = [1, 2].map((number) =>
    completeJob(store, number, [['text']], { managedCopy: '/copy' }),
  );
  store.writeSidecar(must(kept).id);
  store.writeSidecar(must(gone).id);
  const path = join(transcripts, `${must(gone).uid}.json`);
  writeFileSync(`${path}.tmp`, 'of a program that died');
  store.remove([must(gone).id]);
  expect({ isThere: existsSync(path), owed: store.owedSidecars() }).toEqual({ isThere: true, owed: [] });
  expect(store.purge(Number.MAX_SAFE_INTEGER)).toMatchObject([
    { uid: must(gone).uid, managedCopy: '/copy', playbackFile: null },
  ]);
  expect(readdirSync(transcripts)).toEqual([`${must(kept).uid}.json`]);
});

test('a job whose file cannot be removed is purged when that has become possible', () => {
  const { store, folder } = newStore(suite);
  const [stuck, gone] = [1, 2].map((number) => completeJob(store, number, [['text']]));
  store.remove([must(stuck).id, must(gone).id]);
  const path = join(storeFiles(folder).transcripts, `${must(stuck).uid}.json`);
  mkdirSync(path, { recursive: true });
  const purge = () => store.purge(Number.MAX_SAFE_INTEGER).map(({ uid }) => uid);
  expect(purge()).toEqual([must(gone).uid]);
  rmSync(path, { recursive: true });
  expect(purge()).toEqual([must(stuck).uid]);
});
