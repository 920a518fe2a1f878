import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { Artefact } from '../../../src/main/core/storage/store.ts';
import { storeFiles } from '../../../src/main/core/storage/store-files.ts';
import { completeJob, must, newJob, newStore } from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();
const PEAKS: Artefact = { kind: 'peaks', madeFrom: 'one', sizeBytes: 3, data: Uint8Array.of(0, 128, 255) };
const COPY: Artefact = { kind: 'playback', madeFrom: 'one', sizeBytes: 900, fileName: 'job.ogg' };

test('what was made of a recording comes back as it was, each kind for itself', () => {
  const { store } = newStore(suite);
  const [job, other] = store.addJobs([newJob(1), newJob(2)]);
  expect(store.artefact(must(job).id, 'peaks')).toBeNull();
  expect([store.saveArtefact(must(job).id, PEAKS), store.saveArtefact(must(job).id, COPY)]).toEqual([
    true,
    true,
  ]);
  expect(store.artefact(must(job).id, 'peaks')).toEqual(PEAKS);
  expect(store.artefact(must(job).id, 'playback')).toEqual(COPY);
  expect(store.artefact(must(other).id, 'peaks')).toBeNull();
});

test('a new one takes the place of the one before', () => {
  const { store } = newStore(suite);
  const job = must(store.addJobs([newJob(1)])[0]);
  store.saveArtefact(job.id, PEAKS);
  const newer: Artefact = {
    ...PEAKS,
    madeFrom: 'another',
    data: new Uint8Array(180_000).fill(9),
    sizeBytes: 180_000,
  };
  store.saveArtefact(job.id, newer);
  expect(store.artefact(job.id, 'peaks')).toEqual(newer);
});

test('files of artefacts are known, those of removed jobs included', () => {
  const { store } = newStore(suite);
  const job = completeJob(store, 1, [['text']]);
  store.saveArtefact(job.id, COPY);
  store.saveArtefact(job.id, PEAKS);
  store.remove([job.id]);
  expect(store.artefactFiles()).toEqual(['job.ogg']);
});

test('a job that is deleted for good takes its artefacts with it, and its file is named', () => {
  const { store, folder } = newStore(suite);
  const job = completeJob(store, 1, [['text']]);
  store.saveArtefact(job.id, COPY);
  store.saveArtefact(job.id, PEAKS);
  store.remove([job.id]);
  expect(store.purge(Number.MAX_SAFE_INTEGER)).toMatchObject([{ uid: job.uid, playbackFile: 'job.ogg' }]);
  expect([store.artefactFiles(), store.saveArtefact(job.id, PEAKS)]).toEqual([[], false]);
  store.close();
  const database = new Database(storeFiles(folder).database, { readonly: true });
  expect(database.prepare('SELECT count(*) FROM artefacts').pluck().get()).toBe(0);
  database.close();
});
