import { chmod, lstat, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, sep } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { appFolders, createFolders } from '../../../src/main/core/storage/app-folders.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();
const installed = { development: false };

test('EARSHOT_HOME holds everything', () => {
  expect(appFolders({ EARSHOT_HOME: '/srv/ear shot' }, 'linux', installed)).toEqual({
    data: '/srv/ear shot/data',
    cache: '/srv/ear shot/cache',
    logs: '/srv/ear shot/logs',
    temp: '/srv/ear shot/cache/work',
    models: '/srv/ear shot/data/models',
    copies: '/srv/ear shot/data/copies',
    uploads: '/srv/ear shot/data/uploads',
    artefacts: '/srv/ear shot/data/artefacts',
    transcripts: '/srv/ear shot/data/transcripts',
    backups: '/srv/ear shot/data/backups',
  });
});

test('EARSHOT_HOME is written as the system writes paths', () => {
  const folders = appFolders({ EARSHOT_HOME: 'D:\\Earshot' }, 'win32', installed);
  expect(folders.models).toBe('D:\\Earshot\\data\\models');
});

test('EARSHOT_HOME counts from the working folder', () => {
  expect(appFolders({ EARSHOT_HOME: 'here' }, 'linux', installed).data).toBe(
    join(process.cwd(), 'here', 'data'),
  );
});

test('EARSHOT_HOME holds for development as well', () => {
  const env = { EARSHOT_HOME: '/srv/earshot' };
  expect(appFolders(env, 'linux', { development: true })).toEqual(appFolders(env, 'linux', installed));
});

test.each([{}, { EARSHOT_HOME: '' }])('without EARSHOT_HOME (%j) the places are the system’s', (env) => {
  const folders = appFolders(env, process.platform, installed);
  for (const folder of Object.values(folders)) {
    expect(isAbsolute(folder)).toBe(true);
    expect(folder.split(sep)).toContain('earshot');
  }
  expect(new Set(Object.values(folders)).size).toBe(Object.keys(folders).length);
});

test('a program that is being worked on shares no folder with the one that is installed', () => {
  const own = Object.values(appFolders({}, process.platform, { development: true }));
  const others = Object.values(appFolders({}, process.platform, installed));
  for (const folder of own) {
    expect(others.some((other) => other === folder || folder.startsWith(other + sep))).toBe(false);
  }
});

async function foldersIn(home: string) {
  return appFolders({ EARSHOT_HOME: home }, process.platform, installed);
}

test('all folders are made, for nobody else', async () => {
  const folders = await foldersIn(join(await mkdtemp(join(suite, 'test-')), 'a', 'b'));
  await createFolders(folders);
  await createFolders(folders);
  for (const folder of Object.values(folders)) {
    const stats = await stat(folder);
    expect(stats.isDirectory()).toBe(true);
    if (process.platform !== 'win32') expect(stats.mode & 0o777).toBe(0o700);
  }
});

test.runIf(process.platform !== 'win32')('a folder that was open to others is closed', async () => {
  const folders = await foldersIn(await mkdtemp(join(suite, 'test-')));
  await mkdir(folders.data);
  await chmod(folders.data, 0o755);
  await createFolders(folders);
  expect((await stat(folders.data)).mode & 0o777).toBe(0o700);
});

test('a place that cannot be had is told', async () => {
  const home = await mkdtemp(join(suite, 'test-'));
  await writeFile(join(home, 'data'), 'mine');
  await expect(createFolders(await foldersIn(home))).rejects.toMatchObject({
    code: 'database-unwritable',
    message: expect.stringContaining(join(home, 'data')),
    hint: expect.stringContaining('EARSHOT_HOME'),
  });
});

test('decoded sound never lies in the folder for temporary files, where other users may put things in the way', () => {
  const { temp, cache } = appFolders({}, process.platform, installed);
  expect(temp).toBe(join(cache, 'work'));
  expect(temp.startsWith(tmpdir() + sep)).toBe(false);
});

test.each(['data', 'cache', 'logs', 'temp'] as const)(
  'a link in the place of %s is refused, and what it leads to is left as it is',
  async (name) => {
    const elsewhere = await mkdtemp(join(suite, 'elsewhere-'));
    await chmod(elsewhere, 0o755);
    const folders = await foldersIn(await mkdtemp(join(suite, 'test-')));
    await mkdir(join(folders[name], '..'), { recursive: true });
    await symlink(elsewhere, folders[name], 'junction');
    await expect(createFolders(folders)).rejects.toMatchObject({
      code: 'database-unwritable',
      message: `The folder ${folders[name]} cannot be used: it is a link to another place.`,
    });
    if (process.platform !== 'win32') expect((await lstat(elsewhere)).mode & 0o777).toBe(0o755);
    // Positive control: it was the link.
    await rm(folders[name]);
    await createFolders(folders);
  },
);

test.runIf(process.platform !== 'win32')('a folder of another user is refused', async () => {
  const folders = await foldersIn(await mkdtemp(join(suite, 'test-')));
  const { getuid } = process;
  onTestFinished(() => void Object.assign(process, { getuid }));
  // Only the administrator can give folders away, so this program is made another user's instead.
  Object.assign(process, { getuid: () => (getuid?.() ?? 0) + 1 });
  await expect(createFolders(folders)).rejects.toMatchObject({
    code: 'database-unwritable',
    message: `The folder ${folders.data} cannot be used: it belongs to another user.`,
  });
});
