import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../../shared/errors.ts';
import type { Log } from '../logging/log.ts';
import type { AppFolders } from '../storage/app-folders.ts';
import type { AsyncStore, PurgedJob } from '../storage/store.ts';
import { ManagedCopies } from './managed-copy.ts';

/** The folders in which jobs have files of their own. */
export type JobFolders = Pick<AppFolders, 'copies' | 'uploads' | 'artefacts'>;

/**
 * Deletes for good what was removed from the list before `beforeMs`, with everything that Earshot keeps for it.
 *
 * @throws EarshotError what the store says
 */
export async function purgeRemoved(
  store: Pick<AsyncStore, 'purge'>,
  folders: JobFolders,
  beforeMs: number,
  log: Log,
): Promise<void> {
  for (const job of await store.purge(beforeMs)) {
    try {
      await removeFiles(job, folders);
    } catch (error) {
      log.warn('queue.copy-not-removed', { job: job.uid, reason: errnoOf(error) });
    }
  }
}

async function removeFiles(
  { managedCopy, playbackFile, sourcePath }: PurgedJob,
  folders: JobFolders,
): Promise<void> {
  if (playbackFile !== null) await rm(join(folders.artefacts, playbackFile), { force: true });
  await new ManagedCopies(folders).removeUpload(sourcePath);
  if (managedCopy !== null) await rm(managedCopy, { force: true });
}
