import { mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../../src/main/core/storage/open-store.ts';
import {
  readSidecars,
  sidecarOf,
  sidecarSchema,
  writeSidecar,
} from '../../../src/main/core/storage/sidecar.ts';
import type { SqliteStore } from '../../../src/main/core/storage/sqlite-store.ts';
import { storeFiles } from '../../../src/main/core/storage/store-files.ts';
import { brokenQueue, writeSidecarOf } from '../../support/broken-queue.ts';
import { flipBytes } from '../../support/damage.ts';
import {
  BOOT,
  completeJob,
  doChunk,
  finished,
  must,
  newStore,
  SUMMARY,
  segment,
  startJob,
  uidOf,
} from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

function reopen(folder: string) {
  return openSqliteStore({ folder, now: () => 0 });
}

function damageAndReopen(store: SqliteStore, folder: string) {
  store.close();
  flipBytes(storeFiles(folder).database, 0, 4_096);
  return reopen(folder);
}

test('without a copy the transcript files alone bring finished jobs back', () => {
  const { folder, transcripts } = brokenQueue(suite);
  const files = storeFiles(folder);
  rmSync(files.backups, { recursive: true });
  flipBytes(files.database, 0, 4_096);
  const { store, report } = reopen(folder);
  expect(report.restoration).toMatchObject({ backup: null, importedJobs: 3 });
  expect(report.messages.join(' ')).toContain('begins empty');
  expect([1, 2, 3].map((number) => store.transcript(uidOf(number), null))).toEqual(transcripts);
});

test('a job that comes back from its file is the job that it was', () => {
  const { store, folder } = newStore(suite);
  const exports = {
    formats: ['txt' as const],
    outputDir: '/out',
    nameTemplate: '{name}',
    onCollision: 'replace' as const,
  };
  const job = completeJob(store, 1, [['text']], { exports, batchUid: uidOf(8), managedCopy: '/copy.mp3' });
  store.addNotice(job.id, 'Repaired.');
  const written = must(store.setExportStatus(job.id, { state: 'written', files: ['/out/a.txt'] }));
  writeSidecarOf(store, folder, written);
  const { store: restored } = damageAndReopen(store, folder);
  const { notices: _, ...same } = written;
  expect(restored.job(job.uid)).toEqual({
    ...same,
    notices: ['Repaired.'],
    epoch: 0,
    facts: { durationMs: 60_000, recordedAt: null },
    updatedAtMs: job.finishedAtMs,
  });
  expect(restored.history(job.id)).toMatchObject([{ from: 'new', to: 'completed', actor: 'recovery' }]);
});

test('text of several channels comes back as it was', () => {
  const { store, folder } = newStore(suite);
  const { fence } = startJob(store, 1, {
    options: { ...completeJob(store, 2, []).options, channels: 'split' },
  });
  const left = segment(0, 0, 'left', { id: '0-0-0', channel: 0 });
  const right = segment(1, 0, 'right', { id: '1-0-0', channel: 1 });
  const discarded = [{ reason: 'no-speech' as const, startMs: 1, endMs: 2, text: 'x', channel: 1 }];
  doChunk(store, fence, finished(0, [], { text: { segments: [left] } }));
  doChunk(store, fence, finished(1, [], { text: { segments: [right], discarded } }));
  const transcript = writeSidecarOf(store, folder, must(store.complete(fence, SUMMARY)));
  const { store: restored } = damageAndReopen(store, folder);
  expect(restored.transcript(uidOf(1), null)).toEqual(transcript);
});

test('a job that the copy has as unfinished is finished by its transcript file', () => {
  const { store, folder } = newStore(suite);
  const { fence } = startJob(store, 1);
  doChunk(store, fence, finished(0, ['only the beginning']));
  store.backUp();
  const transcript = writeSidecarOf(store, folder, must(store.complete(fence, SUMMARY)));
  const { store: restored, report } = damageAndReopen(store, folder);
  expect(must(report.restoration).importedJobs).toBe(1);
  expect(restored.job(uidOf(1))).toMatchObject({ state: 'completed', failure: null });
  expect(restored.transcript(uidOf(1), null)).toEqual(transcript);
  expect(restored.repairSearch()).toBe(false);
});

test('a revision that the copy lacks comes back beside the older one', () => {
  const { store, folder } = newStore(suite);
  const job = completeJob(store, 1, [['the old text']]);
  store.backUp();
  store.redo(job.id, job.options);
  const fence = { jobId: job.id, epoch: must(store.start(job.id, BOOT)).epoch };
  doChunk(store, fence, finished(0, ['the new text']));
  writeSidecarOf(store, folder, must(store.complete(fence, SUMMARY)));
  const { store: restored } = damageAndReopen(store, folder);
  expect(restored.job(job.uid)).toMatchObject({ revision: 2, shownRevision: 2 });
  expect(must(restored.transcript(job.uid, 1)).segments[0]?.text).toBe('the old text');
  expect(must(restored.transcript(job.uid, null)).segments[0]?.text).toBe('the new text');
  expect(restored.search('new', 5)).toHaveLength(1);
  expect(restored.search('old', 5)).toEqual([]);
});

test('a transcript file that cannot be read is named, and the others are used', () => {
  const { folder } = brokenQueue(suite);
  const files = storeFiles(folder);
  rmSync(files.backups, { recursive: true });
  truncateSync(join(files.transcripts, `${uidOf(2)}.json`), 100);
  writeFileSync(join(files.transcripts, 'notes.txt'), 'not one of them');
  mkdirSync(join(files.transcripts, 'folder.json'));
  flipBytes(files.database, 0, 4_096);
  const { store, report } = reopen(folder);
  expect(report.restoration).toMatchObject({
    importedJobs: 2,
    damagedSidecars: ['folder.json', `${uidOf(2)}.json`],
  });
  expect(report.messages.join(' ')).toContain(`${uidOf(2)}.json`);
  expect(store.jobs().map(({ uid }) => uid)).toEqual([uidOf(1), uidOf(3)]);
});

test('a transcript file that contradicts itself is named, and the others are used', () => {
  const { store, folder } = newStore(suite);
  const files = storeFiles(folder);
  const [first, second] = [completeJob(store, 1, [['one', 'two']]), completeJob(store, 2, [['three']])];
  writeSidecarOf(store, folder, second);
  const sidecar = sidecarOf(first, must(store.transcript(first.uid, null)));
  const twin = must(sidecar.transcript.segments[0]);
  writeSidecar(files.transcripts, {
    ...sidecar,
    transcript: { ...sidecar.transcript, segments: [twin, twin] },
  });
  const { store: restored, report } = damageAndReopen(store, folder);
  expect(report.restoration).toMatchObject({ importedJobs: 1, damagedSidecars: [`${first.uid}.json`] });
  expect(restored.jobs().map(({ uid }) => uid)).toEqual([second.uid]);
});

test('a sidecar is read as it was written, and replaced when it is written again', () => {
  const { store, folder } = newStore(suite);
  const job = completeJob(store, 1, [['text']]);
  const { transcripts } = storeFiles(folder);
  writeSidecarOf(store, folder, job);
  store.editSegment(job.id, 'm-0-0', 'edited');
  const transcript = writeSidecarOf(store, folder, job);
  const [read, ...more] = [...readSidecars(transcripts)];
  expect(more).toEqual([]);
  expect(sidecarSchema.parse(must(read).sidecar).transcript).toEqual(transcript);
  expect(readdirSync(transcripts)).toEqual([`${job.uid}.json`]);
});

test('a sidecar that cannot be written says why', () => {
  const { store, folder } = newStore(suite);
  const job = completeJob(store, 1, [['text']]);
  const { transcripts } = storeFiles(folder);
  writeFileSync(transcripts, 'a file where the folder should be');
  expect(() => writeSidecarOf(store, folder, job)).toThrow(
    expect.objectContaining({ code: 'database-unwritable' }),
  );
});
