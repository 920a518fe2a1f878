import { existsSync, mkdirSync } from 'node:fs';
import type { EarshotError } from '../../../shared/errors.ts';
import { Backups } from './backups.ts';
import { Connection } from './connection.ts';
import { openDatabase } from './database.ts';
import { toStorageError } from './database-errors.ts';
import { examine, hasEndedCleanly } from './integrity.ts';
import { migrate, NEWEST_VERSION, schemaVersionOf } from './migrations.ts';
import { finishRestoration, type Restoration, restoreDamaged } from './restore.ts';
import { hasSidecars } from './sidecar.ts';
import { SqliteStore } from './sqlite-store.ts';
import { type StoreFiles, storeFiles } from './store-files.ts';

/** What was found and done before the store was ready. */
export type OpenReport = {
  /** The version of the schema that was found; 0 for a new database. */
  readonly foundVersion: number;
  /** The copy that was made before the database was walked forward; null when that was not needed. */
  readonly backupBeforeMigration: string | null;
  readonly restoration: Restoration | null;
  /** What a person should know, in sentences. Empty as a rule. */
  readonly messages: readonly string[];
};

export type OpenStoreOptions = {
  /** The data folder; made when it is not there. Nobody else may have it open, see the queue's lock. */
  readonly folder: string;
  /** Wall time, milliseconds since 1970, for display. */
  readonly now: () => number;
};

type Opened = Pick<OpenReport, 'foundVersion' | 'backupBeforeMigration'> & {
  readonly store: SqliteStore;
  readonly searchWasRepaired: boolean;
};

type Finding = { readonly endedCleanly: boolean; readonly problem: string | null };

/**
 * Opens the queue's database: finds damage after a crash and repairs it from copies, and walks an older database
 * forward behind a copy of it.
 *
 * @throws EarshotError `database-too-new`, `database-unwritable`, `disk-full`; `database-damaged` when even the
 *   replacement cannot be used
 */
export function openSqliteStore({ folder, now }: OpenStoreOptions): {
  store: SqliteStore;
  report: OpenReport;
} {
  try {
    mkdirSync(folder, { recursive: true });
    const files = storeFiles(folder);
    const finished = finishRestoration(files, now);
    const { opened, restoration } = openOrRestore(files, now);
    const { store, foundVersion, backupBeforeMigration } = opened;
    const messages = [
      ...(finished === null ? [] : [describeFinished(finished)]),
      ...(restoration === null ? [] : describe(restoration)),
      ...(opened.searchWasRepaired ? ['The index of the search was made anew.'] : []),
    ];
    return { store, report: { foundVersion, backupBeforeMigration, restoration, messages } };
  } catch (thrown) {
    throw toStorageError(thrown);
  }
}

function openOrRestore(
  files: StoreFiles,
  now: () => number,
): { opened: Opened; restoration: Restoration | null } {
  const { problem, endedCleanly } = inspect(files);
  if (problem === null) {
    try {
      return { opened: openSound(files, endedCleanly, now), restoration: null };
    } catch (thrown) {
      const error = toStorageError(thrown);
      if (error.code !== 'database-damaged') throw error;
      return restoreAndOpen(files, problemOf(error), now);
    }
  }
  return restoreAndOpen(files, problem, now);
}

function restoreAndOpen(
  files: StoreFiles,
  problem: string,
  now: () => number,
): { opened: Opened; restoration: Restoration } {
  const restoration = restoreDamaged(files, problem, now);
  return { opened: openSound(files, false, now), restoration };
}

/** Reads the whole file unless the program before has ended as planned. */
function inspect(files: StoreFiles): Finding {
  if (!existsSync(files.database)) {
    return { endedCleanly: true, problem: hasCopies(files) ? 'The database is missing.' : null };
  }
  let endedCleanly = false;
  const found = examine(files.database, (database, schemaVersion) => {
    // What a newer version has made of it is not ours to judge.
    if (schemaVersion > NEWEST_VERSION) return true;
    endedCleanly = hasEndedCleanly(database, schemaVersion);
    return endedCleanly;
  });
  if (found.kind === 'damaged') return { endedCleanly, problem: found.problem };
  // An empty file is a sound database to SQLite.
  const hasLostAll = found.schemaVersion === 0 && hasCopies(files);
  return { endedCleanly, problem: hasLostAll ? 'The database is empty.' : null };
}

/** A new queue has none. */
function hasCopies({ backups, transcripts }: StoreFiles): boolean {
  return new Backups(backups).list().length > 0 || hasSidecars(transcripts);
}

function openSound(files: StoreFiles, endedCleanly: boolean, now: () => number): Opened {
  const backups = new Backups(files.backups);
  const connection = new Connection(openDatabase(files.database));
  try {
    const foundVersion = schemaVersionOf(connection);
    const isOlder = foundVersion > 0 && foundVersion < NEWEST_VERSION;
    const backupBeforeMigration = isOlder ? backups.make(connection) : null;
    migrate(connection);
    const store = new SqliteStore({ connection, backups, transcriptsFolder: files.transcripts, now });
    const searchWasRepaired = !endedCleanly && store.repairSearch();
    connection.checkpoint();
    return { store, foundVersion, backupBeforeMigration, searchWasRepaired };
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
}

function problemOf(error: EarshotError): string {
  return error.detail ?? error.message;
}

function describeFinished({ damagedCopy }: Pick<Restoration, 'damagedCopy'>): string {
  return damagedCopy === null
    ? 'The database was damaged and has been replaced.'
    : `The database was damaged and has been replaced; it is kept as ${damagedCopy}.`;
}

function describe({ damagedCopy, backup, importedJobs, damagedSidecars }: Restoration): string[] {
  return [
    damagedCopy === null
      ? 'The database was missing.'
      : `The database was damaged; it is kept as ${damagedCopy}.`,
    backup === null
      ? 'There was no sound copy of it, so that the queue begins empty.'
      : `It was restored from the copy ${backup}.`,
    ...(importedJobs === 0 ? [] : [`Brought back from their transcript files: ${importedJobs}.`]),
    ...(damagedSidecars.length === 0
      ? []
      : [`Transcript files that cannot be used: ${damagedSidecars.join(', ')}.`]),
  ];
}
