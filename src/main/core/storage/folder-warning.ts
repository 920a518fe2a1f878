import { readFile, statfs } from 'node:fs/promises';
import { posix } from 'node:path';
import { errnoOf } from '../../../shared/errors.ts';

/** What speaks against a folder. */
export type FolderWarning = {
  readonly kind: 'network' | 'cloud-synchronised';
  /** A sentence for a person. */
  readonly message: string;
};

/** What the system knows of a place; to be replaced in tests. */
export type FileSystems = {
  /** The magic number of the file system, as in statfs(2). Rejects where nothing is there. */
  readonly typeOf: (path: string) => Promise<number>;
  /** `/proc/self/mountinfo`, which alone tells one FUSE file system from another. */
  readonly mountInfo: () => Promise<string>;
};

const THIS_COMPUTER: FileSystems = {
  typeOf: async (path) => (await statfs(path)).type,
  mountInfo: () => readFile('/proc/self/mountinfo', 'utf8'),
};

/** Folders that programs keep the same on several computers. */
const SYNCHRONISED = [
  /^onedrive( - .*)?$/i,
  /^dropbox( \(.*\))?$/i,
  /^(icloud ?drive|mobile documents)$/i,
  // Where macOS puts what Google Drive, OneDrive, Dropbox and Box bring.
  /^cloudstorage$/i,
  /^(google ?drive|nextcloud|owncloud|pcloud ?drive|proton drive)$/i,
];

/** NFS, SMB, CIFS, SMB2, AFS (twice), Coda, NCP, Ceph, 9P (as in WSL), VirtualBox's shared folders: linux/magic.h. */
const NETWORK_TYPES = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x6b414653, 0x73757245, 0x564c, 0x00c36400, 0x01021997,
  0x786f4256,
]);
const FUSE_TYPE = 0x65735546;
const NETWORK_FUSE = /^fuse\.(sshfs|rclone|davfs2?|s3fs|gcsfuse|goofys|glusterfs|curlftpfs|smbnetfs|ceph.*)$/;

/**
 * Why a folder is no safe place for a database: locks that do not hold over a network, or files that are carried off half
 * written. Not everything of the kind can be told; null means that nothing is known against it.
 *
 * @param folder absolute; need not be there yet
 */
export async function folderWarning(
  folder: string,
  platform: NodeJS.Platform,
  systems: FileSystems = THIS_COMPUTER,
): Promise<FolderWarning | null> {
  const names = folder.split(platform === 'win32' ? /[\\/]/ : '/');
  if (names.some((name) => SYNCHRONISED.some((pattern) => pattern.test(name)))) {
    const message = `${folder} is kept the same on several computers; the queue could be damaged there.`;
    return { kind: 'cloud-synchronised', message: `${message} ${WAY_OUT}` };
  }
  const isFar = platform === 'win32' ? isUncPath(folder) : await isOnNetwork(folder, platform, systems);
  if (!isFar) return null;
  const message = `${folder} is on another computer; the queue could be damaged there. ${WAY_OUT}`;
  return { kind: 'network', message };
}

const WAY_OUT = 'Set EARSHOT_HOME to a folder on a disk of this computer.';

/** `\\server\share` and `\\?\UNC\server\share`; not `\\?\C:\`. */
function isUncPath(path: string): boolean {
  return /^[\\/]{2}(?![?.][\\/])|^\\\\\?\\UNC\\/i.test(path);
}

async function isOnNetwork(
  folder: string,
  platform: NodeJS.Platform,
  systems: FileSystems,
): Promise<boolean> {
  if (platform !== 'linux') return false;
  try {
    const type = (await typeOfNearest(folder, systems)) >>> 0;
    if (type !== FUSE_TYPE) return NETWORK_TYPES.has(type);
    return NETWORK_FUSE.test(mountedAs(folder, await systems.mountInfo()));
  } catch {
    return false; // a warning is a courtesy: what cannot be told is no reason to stop
  }
}

/** Of the folder itself, or of the one that it will be made in. */
async function typeOfNearest(folder: string, systems: FileSystems): Promise<number> {
  try {
    return await systems.typeOf(folder);
  } catch (error) {
    const parent = posix.dirname(folder);
    if (errnoOf(error) !== 'ENOENT' || parent === folder) throw error;
    return await typeOfNearest(parent, systems);
  }
}

/** The kind of the innermost mount that holds the folder: `36 35 98:0 / /mnt rw shared:1 - fuse.sshfs host: rw` */
function mountedAs(folder: string, mountInfo: string): string {
  let innermost = { point: '', kind: '' };
  for (const line of mountInfo.split('\n')) {
    const [front = '', back = ''] = line.split(' - ');
    const point = unescapeOctal(front.split(' ')[4] ?? '');
    const kind = back.split(' ')[0] ?? '';
    const isAround = folder === point || folder.startsWith(point.endsWith('/') ? point : `${point}/`);
    // A later line is mounted over an earlier one.
    if (point !== '' && isAround && point.length >= innermost.point.length) innermost = { point, kind };
  }
  return innermost.kind;
}

/** Spaces in mount points are written as `\040`. */
function unescapeOctal(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCodePoint(Number.parseInt(digits, 8)),
  );
}
