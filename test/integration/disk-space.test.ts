import { appendFile, mkdtemp, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, onTestFinished, type TestContext, test } from 'vitest';
import { createReserve, releaseReserve } from '../../src/main/core/queue/disk-reserve.ts';
import { DiskSpaceWatch } from '../../src/main/core/queue/disk-space.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();
const MIB = 1024 * 1024;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(suite, 'test-'));
});

async function mountSmallDisk(context: TestContext): Promise<void> {
  const mounted = await execa('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder], { reject: false });
  if (mounted.failed)
    context.skip(`cannot mount a small disk here: ${mounted.stderr ?? mounted.shortMessage}`);
  onTestFinished(async () => void (await execa('umount', [folder])));
}

/** Writes until there is no space. */
async function fillDisk(): Promise<void> {
  const block = Buffer.alloc(MIB);
  const filling = async (): Promise<void> => {
    for (;;) await appendFile(join(folder, 'ballast'), block);
  };
  await expect(filling()).rejects.toMatchObject({ code: 'ENOSPC' });
}

test('the reserve takes eight mebibytes, once', async () => {
  expect(await createReserve(folder)).toBe(true);
  const { ino, size, blocks } = await stat(join(folder, 'reserve.bin'));
  expect(size).toBe(8 * MIB);
  expect(blocks * 512).toBeGreaterThanOrEqual(8 * MIB);
  expect(await createReserve(folder)).toBe(true);
  expect((await stat(join(folder, 'reserve.bin'))).ino).toBe(ino);
});

test('half a reserve, as of a program that died over it, is made whole', async () => {
  await writeFile(join(folder, 'reserve.bin'), Buffer.alloc(MIB));
  expect(await createReserve(folder)).toBe(true);
  expect((await stat(join(folder, 'reserve.bin'))).size).toBe(8 * MIB);
});

test('a reserve can be given back once', async () => {
  await createReserve(folder);
  expect(await releaseReserve(folder)).toBe(true);
  expect(await releaseReserve(folder)).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});

test('a folder that is not there is an error, not a full disk', async () => {
  await expect(createReserve(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('on a full disk the reserve lets one more thing be written, and is taken again later', async (context) => {
  await mountSmallDisk(context);
  expect(await createReserve(folder)).toBe(true);
  await fillDisk();
  const state = Buffer.alloc(4 * MIB);
  // Positive control: without the reserve there is no space.
  await expect(writeFile(join(folder, 'state'), state)).rejects.toMatchObject({ code: 'ENOSPC' });
  await releaseReserve(folder);
  await writeFile(join(folder, 'state'), state);
  expect(await createReserve(folder)).toBe(false);
  expect((await readdir(folder)).toSorted()).toEqual(['ballast', 'state']);
  await rm(join(folder, 'ballast'));
  expect(await createReserve(folder)).toBe(true);
});

test('a disk that fills up is noticed, and so is space that returns', async (context) => {
  await mountSmallDisk(context);
  const changes: string[] = [];
  const watch = new DiskSpaceWatch({
    folders: [folder],
    statfs,
    rules: () => ({ blockBelowFreeBytes: 4 * MIB, resumeAboveFreeBytes: 8 * MIB }),
    schedule: () => () => {},
    onChange: ({ kind }) => changes.push(kind),
    onError: (error) => expect.unreachable(String(error)),
  });
  expect(await watch.check()).toEqual({ kind: 'enough', freeBytes: 16 * MIB });
  await fillDisk();
  expect(await watch.check()).toEqual({ kind: 'short', freeBytes: 0 });
  await rm(join(folder, 'ballast'));
  expect((await watch.check()).kind).toBe('enough');
  expect(changes).toEqual(['short', 'enough']);
});
