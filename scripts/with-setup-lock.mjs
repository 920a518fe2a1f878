import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const LOOK_AGAIN_MS = 250;
/** Between making the folder and writing the process id into it lie microseconds, unless the process died there. */
const UNSIGNED_FOR_MS = 10_000;

/**
 * Does set-up work while no other command does any in the same folder: two at once would run two `npm ci` in one
 * node_modules. A second command waits, and says so; the lock of a process that is gone is taken over.
 *
 * @template T
 * @param {{root: string, log: (line: string) => void}} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what `work` returned
 */
export async function withSetupLock({ root, log }, work) {
  const lock = join(root, '.earshot-setup.lock');
  let waitsFor;
  let holder = takeLock(lock);
  while (holder.state === 'taken') {
    if (isStale(lock, holder.pid)) {
      removeLockOf(holder.pid, lock);
    } else {
      if (holder.pid !== undefined && holder.pid !== waitsFor) {
        waitsFor = holder.pid;
        log(`waiting for process ${waitsFor}, which sets this folder up (if it does not, delete ${lock})`);
      }
      await setTimeout(LOOK_AGAIN_MS);
    }
    holder = takeLock(lock);
  }
  try {
    return await work();
  } finally {
    if (holder.state === 'ours') rmSync(lock, { recursive: true, force: true });
  }
}

function takeLock(lock) {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (error.code === 'EEXIST') return { state: 'taken', pid: readPid(lock) };
    // Where we may not write, nothing can be set up either; a folder that is complete can still be used.
    if (['EACCES', 'EPERM', 'EROFS'].includes(error.code)) return { state: 'not needed' };
    throw error;
  }
  writeFileSync(join(lock, 'pid'), String(process.pid));
  return { state: 'ours' };
}

function readPid(lock) {
  try {
    return Number(readFileSync(join(lock, 'pid'), 'utf8')) || undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined; // not written yet, or given back in this moment
    throw error;
  }
}

function isStale(lock, pid) {
  if (pid === undefined) {
    const made = statSync(lock, { throwIfNoEntry: false });
    return made !== undefined && Date.now() - made.mtimeMs > UNSIGNED_FOR_MS;
  }
  // A container starts with the same few ids each time, so our own id in the lock is that of a predecessor.
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Moved away before it is removed: of two that found the same stale lock, the slower one must not remove the faster one's. */
function removeLockOf(pid, lock) {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (readPid(aside) === pid) rmSync(aside, { recursive: true, force: true });
    else renameSync(aside, lock);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error; // else the other one was faster
  }
}
