import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DiskRoom } from '../../src/main/core/queue/disk-room.ts';
import { drivenClock } from '../support/driven-clock.ts';
import { silentLog } from '../support/silent-log.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { settled } from '../support/test-queue.ts';

const parent = suiteFolder();

function scene() {
  const dataFolder = mkdtempSync(join(parent, 'data-'));
  const disk = { freeBytes: 10_000, answers: true };
  const changes: boolean[] = [];
  const warnings: string[] = [];
  const room: DiskRoom = new DiskRoom({
    dataFolder,
    tempFolder: dataFolder,
    statfs: async () => {
      if (!disk.answers) throw new Error('no answer');
      return { bavail: disk.freeBytes, bsize: 1 };
    },
    rules: () => ({ blockBelowFreeBytes: 1_000, resumeAboveFreeBytes: 2_000 }),
    onChange: () => changes.push(room.isEnough),
    log: { ...silentLog, warn: (event) => void warnings.push(event) },
  });
  return { room, disk, changes, warnings, dataFolder, reserve: join(dataFolder, 'reserve.bin') };
}

test('a reserve is set aside, given up for whoever needs it, and set aside again when there is space', async () => {
  const clock = drivenClock();
  const { room, disk, changes, reserve } = scene();
  await room.start();
  expect([room.isEnough, existsSync(reserve)]).toEqual([true, true]);
  await room.make(new AbortController().signal);
  expect(existsSync(reserve)).toBe(false);
  disk.freeBytes = 500;
  await clock.pass(31_000);
  expect(changes).toEqual([false]);
  disk.freeBytes = 5_000;
  await clock.pass(6_000);
  expect([changes, existsSync(reserve)]).toEqual([[false, true], true]);
  room.stop();
});

test('without a reserve it waits a moment, and not at all for who does not want to wait any more', async () => {
  const clock = drivenClock();
  const { room, reserve } = scene();
  await room.start();
  rmSync(reserve);
  let isDone = false;
  const made = room.make(new AbortController().signal).then(() => (isDone = true));
  await settled();
  await clock.pass(1_000);
  expect(isDone).toBe(false);
  await clock.pass(1_000);
  await made;
  await room.make(AbortSignal.abort());
  room.stop();
});

test('a change of the rules is looked into at once', async () => {
  const { room, disk, changes } = scene();
  await room.start();
  disk.freeBytes = 100;
  await room.check();
  expect(changes).toEqual([false]);
  room.stop();
});

test('a disk that does not answer, or takes no reserve, is told of and stops nothing', async () => {
  const { room, disk, warnings, dataFolder } = scene();
  disk.answers = false;
  rmSync(dataFolder, { recursive: true });
  writeFileSync(dataFolder, 'in the way');
  await room.start();
  await settled();
  expect([room.isEnough, warnings]).toEqual([true, ['disk.no-answer', 'disk.no-reserve']]);
  room.stop();
});
