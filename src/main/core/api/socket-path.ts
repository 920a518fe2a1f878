import { createHash } from 'node:crypto';
import { lstat, mkdir, rm, rmdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { EarshotError, errnoOf, toEarshotError } from '../../../shared/errors.ts';

/** Where sockets may live on this system. */
export type SocketPlaces = {
  readonly platform: NodeJS.Platform;
  /** Folders for what lives no longer than a user is logged in, the best first. */
  readonly folders: readonly string[];
};

/** What systems take: macOS 104 bytes with the zero at the end, Linux 108. */
const MAX_SOCKET_PATH_BYTES = 100;

export function socketPlaces(env: NodeJS.ProcessEnv): SocketPlaces {
  const folders = [env['XDG_RUNTIME_DIR'] ?? '', tmpdir(), '/tmp'];
  return { platform: process.platform, folders: folders.filter((folder) => isAbsolute(folder)) };
}

/**
 * A path on which the owner of a data folder can listen: in a folder that only this user can enter, and free, since what
 * a dead owner left there is removed. Only the owner may call this.
 *
 * @throws EarshotError `not-authorised` when somebody else has taken every place
 */
export async function prepareSocketPath(dataFolder: string, places: SocketPlaces): Promise<string> {
  const queue = shortHash(resolve(dataFolder));
  if (places.platform === 'win32') return `\\\\.\\pipe\\earshot-${shortHash(userInfo().username)}-${queue}`;
  let problem: EarshotError | null = null;
  for (const place of places.folders) {
    const folder = join(place, `earshot-${process.getuid?.() ?? 0}-${queue}`);
    const socketPath = join(folder, 'owner.sock');
    if (Buffer.byteLength(socketPath) > MAX_SOCKET_PATH_BYTES) continue;
    try {
      await makePrivateFolder(folder);
      await rm(socketPath, { force: true });
      return socketPath;
    } catch (error) {
      problem = toEarshotError(error);
    }
  }
  throw new EarshotError('not-authorised', 'There is no place where programs of this user could meet.', {
    hint: 'Set XDG_RUNTIME_DIR to a folder with a short path that belongs to you.',
    cause: problem,
    ...(problem === null ? {} : { detail: problem.message }),
  });
}

/**
 * Takes away what {@link prepareSocketPath} has made, once nobody listens there any more. What is in use stays. Only the
 * owner may call this.
 */
export async function removeSocketFolder(socketPath: string, platform: NodeJS.Platform): Promise<void> {
  if (platform === 'win32') return;
  try {
    await rmdir(dirname(socketPath));
  } catch (error) {
    // An empty folder more is no reason to fail at the very end; the next owner uses it again.
    if (errnoOf(error) === null) throw error;
  }
}

/**
 * Makes sure that nobody else can have put the socket there.
 *
 * @throws EarshotError `not-authorised`; `queue-unreachable` when the folder is gone
 */
export async function assertPrivateSocket(socketPath: string, platform: NodeJS.Platform): Promise<void> {
  if (platform === 'win32') return;
  try {
    await assertPrivateFolder(dirname(socketPath));
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    throw new EarshotError('queue-unreachable', 'The program that ran the queue has left.', { cause: error });
  }
}

async function makePrivateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  await assertPrivateFolder(folder);
}

async function assertPrivateFolder(folder: string): Promise<void> {
  const found = await lstat(folder);
  const isOurs = process.getuid === undefined || found.uid === process.getuid();
  // A link is no directory here, wherever it leads.
  if (found.isDirectory() && isOurs && (found.mode & 0o077) === 0) return;
  throw new EarshotError('not-authorised', `${folder} is not a folder that only this user can enter.`, {
    hint: `Remove ${folder} if you can; somebody else may have put it there.`,
  });
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
