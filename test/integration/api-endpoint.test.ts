import { chmod, lstat, mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Endpoint,
  publishEndpoint,
  readEndpoint,
  withdrawEndpoint,
} from '../../src/main/core/api/endpoint.ts';
import {
  assertPrivateSocket,
  prepareSocketPath,
  removeSocketFolder,
  socketPlaces,
} from '../../src/main/core/api/socket-path.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();

function newFolder(): Promise<string> {
  return mkdtemp(join(suite, 'f-'));
}

function onLinux(...folders: string[]): { platform: 'linux'; folders: string[] } {
  return { platform: 'linux', folders };
}

const ENDPOINT: Endpoint = {
  pid: 42,
  socketPath: '/run/user/1000/earshot/owner.sock',
  token: 'secret',
  contractVersion: 1,
  version: '1.2.3',
  startedAtMs: 1_700_000_000_000,
};

describe('the file that tells where the owner is', () => {
  test('what is published can be read by this user alone, until it is withdrawn', async () => {
    const folder = await newFolder();
    expect(await readEndpoint(folder)).toBeNull();
    await publishEndpoint(folder, ENDPOINT);
    expect(await readEndpoint(folder)).toEqual(ENDPOINT);
    expect((await lstat(join(folder, 'owner.json'))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['owner.json']);
    await publishEndpoint(folder, { ...ENDPOINT, pid: 43 });
    expect(await readEndpoint(folder)).toEqual({ ...ENDPOINT, pid: 43 });
    await withdrawEndpoint(folder);
    await withdrawEndpoint(folder);
    expect(await readEndpoint(folder)).toBeNull();
  });

  test('a draft that a killed owner left does not get in the way, and does not lend its permissions', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'owner.json.new'), 'half', { mode: 0o666 });
    await publishEndpoint(folder, ENDPOINT);
    expect((await lstat(join(folder, 'owner.json'))).mode & 0o777).toBe(0o600);
  });

  test.each(['', '{', '[]', '{"pid":1}', JSON.stringify({ ...ENDPOINT, token: '' })])(
    'a file that cannot be understood is none: %j',
    async (text) => {
      const folder = await newFolder();
      await writeFile(join(folder, 'owner.json'), text);
      expect(await readEndpoint(folder)).toBeNull();
    },
  );

  test('fields of a newer program are passed over', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'owner.json'), JSON.stringify({ ...ENDPOINT, newField: 1 }));
    expect(await readEndpoint(folder)).toEqual(ENDPOINT);
  });

  test('what is there and cannot be read is not taken for nothing', async () => {
    const folder = await newFolder();
    await mkdir(join(folder, 'owner.json'));
    await expect(readEndpoint(folder)).rejects.toMatchObject({ code: 'not-authorised' });
  });
});

describe('where the socket lies', () => {
  test('in a folder of this user alone, the same for the same data folder', async () => {
    const place = await newFolder();
    const path = await prepareSocketPath('/data/one', onLinux(place));
    const folder = await lstat(dirname(path));
    expect(dirname(dirname(path))).toBe(place);
    expect(folder.mode & 0o777).toBe(0o700);
    expect(await prepareSocketPath('/data/one', onLinux(place))).toBe(path);
    expect(await prepareSocketPath('/data/two', onLinux(place))).not.toBe(path);
    await assertPrivateSocket(path, 'linux');
  });

  test('what a killed owner left there is removed', async () => {
    const place = await newFolder();
    const path = await prepareSocketPath('/data', onLinux(place));
    await writeFile(path, '');
    await prepareSocketPath('/data', onLinux(place));
    expect(await readdir(dirname(path))).toEqual([]);
  });

  test('its folder goes when nobody listens there any more, and stays while somebody does', async () => {
    const place = await newFolder();
    const path = await prepareSocketPath('/data', onLinux(place));
    await writeFile(path, '');
    await removeSocketFolder(path, 'linux');
    expect(await readdir(dirname(path))).toEqual(['owner.sock']);
    await prepareSocketPath('/data', onLinux(place));
    await removeSocketFolder(path, 'linux');
    expect(await readdir(place)).toEqual([]);
    await removeSocketFolder(path, 'linux');
  });

  test('a place with a long path is passed over, and every path fits all systems', async () => {
    const short = await newFolder();
    const long = join(short, 'x'.repeat(80));
    await mkdir(long);
    const path = await prepareSocketPath('/data', onLinux(long, short));
    expect(path.startsWith(long)).toBe(false);
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(100);
  });

  test('a place that is not there is passed over', async () => {
    const place = await newFolder();
    const path = await prepareSocketPath('/data', onLinux(join(place, 'gone'), place));
    expect(dirname(dirname(path))).toBe(place);
  });

  test.each([
    [
      'a link to a folder of ours',
      async (folder: string) => {
        await mkdir(`${folder}-real`, { mode: 0o700 });
        await symlink(`${folder}-real`, folder);
      },
    ],
    [
      'a folder that others can enter',
      async (folder: string) => {
        await mkdir(folder);
        await chmod(folder, 0o755);
      },
    ],
    ['a file', (folder: string) => writeFile(folder, '')],
  ])('%s is not used, by neither side', async (_, prepare) => {
    const place = await newFolder();
    const spare = await newFolder();
    const name = dirname(await prepareSocketPath('/data', onLinux(spare))).slice(spare.length);
    await prepare(join(place, name));
    await expect(prepareSocketPath('/data', onLinux(place))).rejects.toMatchObject({
      code: 'not-authorised',
    });
    await expect(assertPrivateSocket(join(place, name, 'owner.sock'), 'linux')).rejects.toMatchObject({
      code: 'not-authorised',
    });
    expect(dirname(dirname(await prepareSocketPath('/data', onLinux(place, spare))))).toBe(spare);
  });

  test('a folder that is gone means that the owner is', async () => {
    const path = join(await newFolder(), 'gone', 'owner.sock');
    await expect(assertPrivateSocket(path, 'linux')).rejects.toMatchObject({ code: 'queue-unreachable' });
  });

  test('on Windows it is a pipe whose name is this user’s and this queue’s', async () => {
    const pipe = await prepareSocketPath('C:\\data', { platform: 'win32', folders: [] });
    expect(pipe).toMatch(/^\\\\\.\\pipe\\earshot-[0-9a-f]{12}-[0-9a-f]{12}$/);
    await assertPrivateSocket(pipe, 'win32');
    await removeSocketFolder(pipe, 'win32');
  });

  test('the folder of the log-in comes before the folder for temporary files', () => {
    expect(socketPlaces({ XDG_RUNTIME_DIR: '/run/user/7' }).folders[0]).toBe('/run/user/7');
    expect(socketPlaces({ XDG_RUNTIME_DIR: 'not/absolute' }).folders[0]).not.toBe('not/absolute');
    expect(socketPlaces({}).folders.length).toBeGreaterThan(0);
  });
});
