import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkDataFolder, checkDisk } from '../../../src/main/health/check-folders.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

test('a folder that can be written is good, and stays as it was', async () => {
  const folder = join(suite, 'data');
  expect(await checkDataFolder(folder)).toEqual({
    isGood: true,
    words: expect.stringMatching(/data can be written, [\d.]+ GiB free/),
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that cannot be made is told with a way out', async () => {
  writeFileSync(join(suite, 'file'), '');
  await expect(checkDataFolder(join(suite, 'file', 'data'))).rejects.toMatchObject({
    code: 'output-not-writable',
    message: expect.stringContaining('cannot be written'),
  });
});

test('a folder that is carried off to other computers is a problem', async () => {
  const folder = join(suite, 'Dropbox', 'earshot');
  mkdirSync(folder, { recursive: true });
  expect(await checkDataFolder(folder)).toMatchObject({ isGood: false });
});

test('the space for decoded sound is told, with what is needed', async () => {
  expect((await checkDisk(suite)).words).toMatch(/^[\d.]+ GiB free in .+ \(1 GiB needed\)$/);
});
