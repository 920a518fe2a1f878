import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { failpoint } from '../process/failpoint.ts';
import { Backups } from './backups.ts';
import { Connection } from './connection.ts';
import { openDatabase } from './database.ts';
import { toStorageError } from './database-errors.ts';
import { flushFile, renameDurably } from './durable-files.ts';
import { migrate } from './migrations.ts';
import { readSidecars, type Sidecar } from './sidecar.ts';
import { SqliteStore } from './sqlite-store.ts';
import { JOURNAL, SHARED_MEMORY, type StoreFiles, WAL } from './store-files.ts';

/** What was done about a damaged database. */
export type Restoration = {
  /** What was wrong with the database. */
  readonly problem: string;
  /** Where the damaged database is kept; null when it was missing. */
  readonly damagedCopy: string | null;
  /** The copy it was restored from; null when there was no sound one and an empty database took its place. */
  readonly backup: string | null;
  /** Finished jobs that the copy lacked and that came back from their transcript files. */
  readonly importedJobs: number;
  /** Names of transcript files that cannot be used. */
  readonly damagedSidecars: readonly string[];
};

/**
 * Puts the newest sound copy in the place of a damaged database, with all finished jobs that have a transcript file. The
 * damaged database is kept. The replacement is whole before anything is touched, so that a program that dies on the way
 * finds either the damaged database or the replacement at its next start.
 */
export function restoreDamaged(files: StoreFiles, problem: string, now: () => number): Restoration {
  const backups = new Backups(files.backups);
  removeDatabase(files.restoring);
  const backup = backups.newestGood();
  if (backup !== null) copyFileSync(backup, files.restoring);
  const { importedJobs, damagedSidecars } = completeReplacement(files, backups, now);
  flushFile(files.restoring);
  failpoint('restore.before-ready');
  renameDurably(files.restoring, files.restored);
  failpoint('restore.before-swap');
  const damagedCopy = swapIn(files, now);
  return { problem, damagedCopy, backup, importedJobs, damagedSidecars };
}

/** Ends a restoration whose program has died. @returns where the damaged database is kept now, or null when there was none */
export function finishRestoration(
  files: StoreFiles,
  now: () => number,
): Pick<Restoration, 'damagedCopy'> | null {
  removeDatabase(files.restoring);
  return existsSync(files.restored) ? { damagedCopy: swapIn(files, now) } : null;
}

function completeReplacement(
  files: StoreFiles,
  backups: Backups,
  now: () => number,
): Pick<Restoration, 'importedJobs' | 'damagedSidecars'> {
  const connection = new Connection(openDatabase(files.restoring));
  try {
    migrate(connection);
    const store = new SqliteStore({ connection, backups, transcriptsFolder: files.transcripts, now });
    let importedJobs = 0;
    const damagedSidecars: string[] = [];
    for (const { name, sidecar } of readSidecars(files.transcripts)) {
      const outcome = sidecar === null ? 'unusable' : takeIn(store, sidecar);
      if (outcome === 'imported') importedJobs += 1;
      if (outcome === 'unusable') damagedSidecars.push(name);
    }
    connection.checkpoint();
    return { importedJobs, damagedSidecars };
  } finally {
    connection.close();
  }
}

/** One file that makes no sense must not stand in the way of the others. */
function takeIn(store: SqliteStore, sidecar: Sidecar): 'imported' | 'known' | 'unusable' {
  try {
    return store.importSidecar(sidecar) ? 'imported' : 'known';
  } catch (thrown) {
    if (toStorageError(thrown).code !== 'internal') throw thrown;
    return 'unusable';
  }
}

/** @returns where the damaged database is kept; null when there is none, or when it was set aside before */
function swapIn(files: StoreFiles, now: () => number): string | null {
  const stamp = new Date(now()).toISOString().replaceAll(':', '');
  const damagedCopy = files.damaged(stamp);
  // The log first: beside the replacement it would be taken for the replacement's own.
  moveIfThere(`${files.database}${WAL}`, `${damagedCopy}${WAL}`);
  rmSync(`${files.database}${SHARED_MEMORY}`, { force: true });
  rmSync(`${files.database}${JOURNAL}`, { force: true });
  failpoint('restore.half-swapped');
  const wasThere = existsSync(files.database);
  moveIfThere(files.database, damagedCopy);
  renameDurably(files.restored, files.database);
  return wasThere ? basename(damagedCopy) : null;
}

function moveIfThere(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}

function removeDatabase(path: string): void {
  for (const file of [path, `${path}${WAL}`, `${path}${SHARED_MEMORY}`]) rmSync(file, { force: true });
}
