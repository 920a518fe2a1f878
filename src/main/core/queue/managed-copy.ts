import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf, writeFailure } from '../../../shared/errors.ts';
import type { Log } from '../logging/log.ts';
import type { AsyncStore } from '../storage/store.ts';
import { newUid } from './new-uid.ts';
import { lookAtSource } from './source-fingerprint.ts';

/**
 * Makes sure that the copy of a recording is there. It has its name only once it is whole.
 *
 * @throws EarshotError `disk-full`, `output-not-writable`; the errors of {@link lookAtSource} when it has to be made
 */
export async function keepCopy(from: string, to: string): Promise<void> {
  if (await isThere(to)) return;
  await lookAtSource(from);
  // A name of its own: whoever gave up waiting for a copy may still be at it.
  const temporary = `${to}.${newUid()}.tmp`;
  try {
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, temporary);
    await rename(temporary, to);
  } catch (error) {
    // What cannot be removed either must not hide why the copy failed.
    await rm(temporary, { force: true }).catch(() => {});
    throw writeFailure(error, {
      full: 'There is no space for a copy of the recording.',
      other: 'The recording cannot be copied.',
    });
  }
}

/**
 * Deletes for good what was removed from the list before `beforeMs`, with the copies of the recordings.
 *
 * @throws EarshotError what the store says
 */
export async function purgeRemoved(
  store: Pick<AsyncStore, 'purge'>,
  beforeMs: number,
  log: Log,
): Promise<void> {
  for (const { uid, managedCopy } of await store.purge(beforeMs)) {
    try {
      if (managedCopy !== null) await rm(managedCopy, { force: true });
    } catch (error) {
      log.warn('queue.copy-not-removed', { job: uid, reason: errnoOf(error) });
    }
  }
}

async function isThere(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats !== null;
}
