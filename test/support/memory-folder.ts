import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** More than all tests together fill at one time, and enough for the queue, which starts nothing on a disk that is nearly full. */
const NEEDED_BYTES = 6 * 1024 ** 3;

/**
 * Has all temporary files of the tests in memory, where the system offers that (Linux) and nobody has set `TMPDIR`. Nothing
 * that a test may find depends on the disk, since no test takes its power away; but every transaction waits for it, a test
 * of the queue most of its time.
 *
 * @returns deletes them again
 */
export function workInMemory(): () => void {
  if (process.env['TMPDIR'] !== undefined || !hasRoom()) return () => undefined;
  removeAbandoned();
  const folder = folderOf(process.pid);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  process.env['TMPDIR'] = folder;
  return () => {
    delete process.env['TMPDIR'];
    rmSync(folder, { recursive: true, force: true });
  };
}

function hasRoom(): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= NEEDED_BYTES;
}

function folderOf(pid: number): string {
  return join(MEMORY, `earshot-${pid}`);
}

/** What runs that were killed have left would fill the memory until the computer is started anew. */
function removeAbandoned(): void {
  for (const name of readdirSync(MEMORY)) {
    const pid = Number(/^earshot-(\d+)$/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) rmSync(folderOf(pid), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
