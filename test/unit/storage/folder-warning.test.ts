import { expect, test } from 'vitest';
import { type FileSystems, folderWarning } from '../../../src/main/core/storage/folder-warning.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

const EXT4 = 0xef53;
const FUSE = 0x65735546;
const MOUNT_INFO = `
22 1 8:1 / / rw - ext4 /dev/sda1 rw
30 22 0:40 / /mnt/far rw shared:1 - fuse.sshfs ann@server: rw
31 22 0:41 / /mnt/my\\040disk rw - fuse.ntfs-3g /dev/sdb1 rw
32 22 0:42 / /mnt/my\\040disk/far rw - fuse.rclone cloud: rw
33 22 0:43 / /mnt/both rw - fuse.sshfs ann@server: rw
34 33 0:44 / /mnt/both rw - fuse.gocryptfs /home/ann/secret rw
`;

function systems(type: number): FileSystems {
  return { typeOf: async () => type, mountInfo: async () => MOUNT_INFO };
}

async function kindOf(folder: string, platform: NodeJS.Platform, type = EXT4): Promise<string | null> {
  return (await folderWarning(folder, platform, systems(type)))?.kind ?? null;
}

test.each<[string, NodeJS.Platform]>([
  ['/home/ann/Dropbox/earshot', 'linux'],
  ['/home/ann/Dropbox (Personal)/earshot', 'linux'],
  ['C:\\Users\\ann\\OneDrive\\Earshot', 'win32'],
  ['C:\\Users\\ann\\OneDrive - Smith Ltd\\Earshot', 'win32'],
  ['C:/Users/ann/iCloudDrive/Earshot', 'win32'],
  ['/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/earshot', 'darwin'],
  ['/Users/ann/Library/CloudStorage/GoogleDrive-ann/earshot', 'darwin'],
  ['/home/ann/Nextcloud', 'linux'],
])('%s is kept the same on several computers', async (folder, platform) => {
  expect(await kindOf(folder, platform)).toBe('cloud-synchronised');
});

test.each<[string, NodeJS.Platform]>([
  ['/home/ann/.local/share/earshot', 'linux'],
  ['/home/ann/dropbox-notes/earshot', 'linux'],
  ['/home/ann/My OneDrive plans/earshot', 'linux'],
  ['C:\\Users\\ann\\AppData\\Local\\earshot\\Data', 'win32'],
  ['\\\\?\\C:\\Users\\ann\\earshot', 'win32'],
  ['\\\\.\\C:\\earshot', 'win32'],
  ['/Users/ann/Library/Application Support/earshot', 'darwin'],
])('nothing is known against %s', async (folder, platform) => {
  expect(await kindOf(folder, platform)).toBeNull();
});

test.each(['\\\\server\\share\\earshot', '//server/share/earshot', '\\\\?\\UNC\\server\\share'])(
  '%s is on another computer',
  async (folder) => {
    expect(await kindOf(folder, 'win32')).toBe('network');
  },
);

test.each([
  ['NFS', 0x6969],
  ['SMB', 0x517b],
  ['CIFS', 0xff534d42],
  ['CIFS as a signed number', 0xff534d42 | 0],
  ['SMB2', 0xfe534d42],
  ['a folder of Windows under WSL', 0x01021997],
])('%s is a network', async (_, type) => {
  expect(await kindOf('/home/ann/earshot', 'linux', type)).toBe('network');
});

test.each([
  ['/mnt/far/earshot', 'network'],
  ['/mnt/farther', null],
  ['/mnt/my disk/earshot', null],
  ['/mnt/my disk/far', 'network'],
  ['/mnt/both', null],
])('of FUSE file systems the one around %s decides', async (folder, kind) => {
  expect(await kindOf(folder, 'linux', FUSE)).toBe(kind);
});

test('a folder that is not there yet is judged by the one that it will be made in', async () => {
  const asked: string[] = [];
  const typeOf = async (path: string): Promise<number> => {
    asked.push(path);
    if (path !== '/mnt') throw Object.assign(new Error('not there'), { code: 'ENOENT' });
    return 0x6969;
  };
  const warning = await folderWarning('/mnt/a/b', 'linux', { ...systems(0), typeOf });
  expect([asked, warning?.kind]).toEqual([['/mnt/a/b', '/mnt/a', '/mnt'], 'network']);
});

test('a system that tells nothing is no reason to warn', async () => {
  const typeOf = () => Promise.reject(Object.assign(new Error('refused'), { code: 'EACCES' }));
  expect(await folderWarning('/mnt/a', 'linux', { ...systems(0), typeOf })).toBeNull();
});

test('a warning says what to do', async () => {
  const warning = await folderWarning('/home/ann/Dropbox', 'linux', systems(EXT4));
  expect(warning?.message).toMatch(/^\/home\/ann\/Dropbox .*EARSHOT_HOME/);
});

test('of the temporary folder of this computer nothing bad is known', async () => {
  expect(await folderWarning(suite, process.platform)).toBeNull();
});
