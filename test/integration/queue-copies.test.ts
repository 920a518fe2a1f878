import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepCopy, ManagedCopies } from '../../src/main/core/queue/managed-copy.ts';
import { type JobFolders, purgeRemoved } from '../../src/main/core/queue/purge-removed.ts';
import { sweepArtefacts, sweepUploads } from '../../src/main/core/queue/sweep-files.ts';
import { lastBackUpAtMs } from '../../src/main/core/queue/take-over.ts';
import type { PurgedJob } from '../../src/main/core/storage/store.ts';
import { silentLog } from '../support/silent-log.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const parent = suiteFolder();

function place(): { folder: string; recording: string; copy: string } {
  const folder = mkdtempSync(join(parent, 'copies-'));
  const recording = join(folder, 'talk.wav');
  writeFileSync(recording, 'sound');
  return { folder, recording, copy: join(folder, 'copies', 'copy.wav') };
}

test('a copy is whole or not there, and is made once', async () => {
  const { recording, copy, folder } = place();
  await keepCopy(recording, copy);
  writeFileSync(recording, 'other sound');
  await keepCopy(recording, copy);
  expect(readFileSync(copy, 'utf8')).toBe('sound');
  expect(readdirSync(join(folder, 'copies'))).toEqual(['copy.wav']);
});

test('two who make the same copy at the same time do not spoil it', async () => {
  const { recording, copy, folder } = place();
  await Promise.all([keepCopy(recording, copy), keepCopy(recording, copy)]);
  expect([readFileSync(copy, 'utf8'), readdirSync(join(folder, 'copies'))]).toEqual(['sound', ['copy.wav']]);
});

test('a copy of what is away says so, and one without a place says that', async () => {
  const { recording, copy, folder } = place();
  await expect(keepCopy(join(folder, 'away.wav'), copy)).rejects.toMatchObject({ code: 'file-not-found' });
  writeFileSync(join(folder, 'file'), '');
  await expect(keepCopy(recording, join(folder, 'file', 'copy.wav'))).rejects.toMatchObject({
    code: 'output-not-writable',
  });
});

function foldersOf(folder: string): JobFolders {
  return {
    copies: join(folder, 'copies'),
    uploads: join(folder, 'uploads'),
    artefacts: join(folder, 'artefacts'),
  };
}

function purged(letter: string): PurgedJob {
  return { uid: letter.repeat(20), sourcePath: '/gone', managedCopy: null, playbackFile: null };
}

/** What a page has sent, as hosts lay it down. */
function upload(folder: string, id: string): string {
  const ownFolder = join(folder, 'uploads', id);
  mkdirSync(ownFolder, { recursive: true });
  writeFileSync(join(ownFolder, 'talk.wav'), 'sound');
  return join(ownFolder, 'talk.wav');
}

test('what a page has sent becomes the copy as it is, and nothing is left of it', async () => {
  const { folder, copy } = place();
  const sent = upload(folder, 'one');
  const copies = new ManagedCopies(foldersOf(folder));
  await Promise.all([copies.keep(sent, copy), copies.keep(sent, copy)]);
  await copies.keep(sent, copy);
  expect([readFileSync(copy, 'utf8'), readdirSync(join(folder, 'uploads'))]).toEqual(['sound', []]);
});

test('files of jobs that are gone go too: what was sent and the copy to be played', async () => {
  const { folder, recording } = place();
  const sent = upload(folder, 'one');
  mkdirSync(join(folder, 'artefacts'));
  writeFileSync(join(folder, 'artefacts', 'a.ogg'), 'sound');
  writeFileSync(join(folder, 'artefacts', 'b.ogg'), 'sound');
  const purge = async () => [
    { ...purged('a'), sourcePath: sent, playbackFile: 'a.ogg' },
    { ...purged('b'), sourcePath: recording },
  ];
  await purgeRemoved({ purge }, foldersOf(folder), 0, silentLog);
  expect(readdirSync(join(folder, 'artefacts'))).toEqual(['b.ogg']);
  expect([readdirSync(join(folder, 'uploads')), existsSync(recording)]).toEqual([[], true]);
});

test('copies that no job knows are swept away', async () => {
  const { folder } = place();
  const { artefacts } = foldersOf(folder);
  await sweepArtefacts(artefacts, [], silentLog);
  mkdirSync(artefacts);
  for (const name of ['known.ogg', 'unknown.ogg', 'known.ogg.abc.tmp'])
    writeFileSync(join(artefacts, name), '');
  await sweepArtefacts(artefacts, ['known.ogg'], silentLog);
  expect(readdirSync(artefacts)).toEqual(['known.ogg']);
});

test('what was sent long ago is swept away, unless a job reads it', async () => {
  const { folder } = place();
  const { uploads } = foldersOf(folder);
  const read = upload(folder, 'read');
  for (const id of ['old', 'young']) upload(folder, id);
  for (const id of ['old', 'read']) utimesSync(join(uploads, id), 1, 1);
  await sweepUploads(uploads, (path) => path === read, 5_000, silentLog);
  expect(readdirSync(uploads)).toEqual(['read', 'young']);
});

test('copies go for good with the jobs that were removed long ago', async () => {
  const { folder, recording, copy } = place();
  await keepCopy(recording, copy);
  const asked: number[] = [];
  const purge = async (beforeMs: number) => {
    asked.push(beforeMs);
    return [
      { ...purged('a'), sourcePath: recording, managedCopy: copy },
      { ...purged('b'), sourcePath: recording },
    ];
  };
  await purgeRemoved({ purge }, foldersOf(folder), 4711, silentLog);
  expect([asked, existsSync(copy), existsSync(recording)]).toEqual([[4711], false, true]);
});

test('a copy that cannot be removed is told of, and the others go', async () => {
  const { folder, recording, copy } = place();
  await keepCopy(recording, copy);
  // A folder cannot be removed as a file.
  const stubborn = join(folder, 'stubborn');
  mkdirSync(stubborn);
  const warnings: string[] = [];
  const purge = async () => [stubborn, copy].map((managedCopy) => ({ ...purged('a'), managedCopy }));
  await purgeRemoved({ purge }, foldersOf(folder), 0, {
    ...silentLog,
    warn: (event) => void warnings.push(event),
  });
  expect([warnings, existsSync(copy)]).toEqual([['queue.copy-not-removed'], false]);
});

test('the newest copy of the database tells how old it is; without one there is nothing to tell', async () => {
  const { folder } = place();
  expect(await lastBackUpAtMs(join(folder, 'nowhere'))).toBeNull();
  const backups = join(folder, 'backups');
  mkdirSync(backups);
  writeFileSync(join(backups, 'half.db.partial'), '');
  expect(await lastBackUpAtMs(backups)).toBeNull();
  const before = Date.now() - 2_000;
  writeFileSync(join(backups, 'earshot-000001-v1.db'), '');
  expect(await lastBackUpAtMs(backups)).toBeGreaterThan(before);
});
