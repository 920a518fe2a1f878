import { sidecarOf, writeSidecar } from '../../src/main/core/storage/sidecar.ts';
import type { SqliteStore } from '../../src/main/core/storage/sqlite-store.ts';
import type { JobRecord } from '../../src/main/core/storage/store.ts';
import { storeFiles } from '../../src/main/core/storage/store-files.ts';
import type { Transcript } from '../../src/shared/transcript.ts';
import { BOOT, CRASH_LIMIT, completeJob, must, newStore } from './stored-jobs.ts';

/** Writes the transcript of a finished job as a file of its own. */
export function writeSidecarOf(store: SqliteStore, folder: string, job: JobRecord): Transcript {
  const transcript = must(store.transcript(job.uid, null));
  writeSidecar(storeFiles(folder).transcripts, sidecarOf(job, transcript));
  return transcript;
}

/**
 * A killed program with two finished jobs in a copy, and a third one that only its sidecar and the database have.
 *
 * @param parent gets a data folder for it
 */
export function brokenQueue(parent: string): { folder: string; transcripts: Transcript[] } {
  const { store, folder } = newStore(parent);
  store.recover(BOOT, '1.0.0', CRASH_LIMIT);
  const first = completeJob(store, 1, [['the first text']]);
  const second = completeJob(store, 2, [['the second text']]);
  store.backUp();
  const third = completeJob(store, 3, [['a third text'], ['of two chunks']]);
  const transcripts = [first, second, third].map((job) => writeSidecarOf(store, folder, job));
  store.checkpoint();
  store.close();
  return { folder, transcripts };
}
