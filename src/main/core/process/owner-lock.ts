import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { EarshotError } from '../../../shared/errors.ts';

/** The right to be the one program that works on a data folder. */
export type OwnerLock = {
  /** Once is enough; more often does no harm. */
  release(): void;
};

/**
 * Every lock that is held. A handle that only its caller knows would be closed by the garbage collector as soon as that
 * forgets it, and the lock would be gone without a word.
 */
const HELD = new Set<Database.Database>();

/**
 * Two who try at the very same moment can keep each other from it: without any patience nobody got the lock in 102 of
 * 3,000 such ties, with this much in none. Longer would only hold up the program of the one who loses.
 */
const PATIENCE_MS = 5;

/**
 * Takes the lock of a data folder, which the system drops when this process dies, however that happens: no file has to be
 * cleaned up, and the number of another process is never mistaken for the owner's.
 *
 * It is SQLite's own file lock. On POSIX systems that belongs to the process: nothing else in this process may open and
 * close `instance.lock`, or the lock is gone.
 *
 * @param dataFolder is made when it is not there
 * @returns null when somebody has it, in this process or in another
 * @throws EarshotError `database-unwritable` when the folder or the file cannot be used
 */
export function tryTakeOwnership(dataFolder: string): OwnerLock | null {
  const file = join(dataFolder, 'instance.lock');
  let database: Database.Database | null = null;
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    database = new Database(file, { timeout: PATIENCE_MS });
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (isBusy(error)) return null;
    throw new EarshotError('database-unwritable', `The data folder ${dataFolder} cannot be locked.`, {
      hint: `Check permissions and free space; if ${file} is damaged, remove it while no Earshot is running.`,
      cause: error,
      ...(error instanceof Error ? { detail: error.message } : {}),
    });
  }
  const held = database;
  HELD.add(held);
  return {
    release: () => {
      HELD.delete(held);
      held.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
