import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silentLog } from '../../src/main/core/logging/log.ts';
import { keepCopy, purgeRemoved } from '../../src/main/core/queue/managed-copy.ts';
import { lastBackUpAtMs } from '../../src/main/core/queue/take-over.ts';
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

test('copies go for good with the jobs that were removed long ago', async () => {
  const { recording, copy } = place();
  await keepCopy(recording, copy);
  const asked: number[] = [];
  const purge = async (beforeMs: number) => {
    asked.push(beforeMs);
    return [
      { uid: 'a'.repeat(20), managedCopy: copy },
      { uid: 'b'.repeat(20), managedCopy: null },
    ];
  };
  await purgeRemoved({ purge }, 4711, silentLog);
  expect([asked, existsSync(copy), existsSync(recording)]).toEqual([[4711], false, true]);
});

test('a copy that cannot be removed is told of, and the others go', async () => {
  const { folder, recording, copy } = place();
  await keepCopy(recording, copy);
  // A folder cannot be removed as a file.
  const stubborn = join(folder, 'stubborn');
  mkdirSync(stubborn);
  const warnings: string[] = [];
  const purge = async () => [stubborn, copy].map((managedCopy) => ({ uid: 'a'.repeat(20), managedCopy }));
  await purgeRemoved({ purge }, 0, { ...silentLog, warn: (event) => void warnings.push(event) });
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
