import { join } from 'node:path';

/** Where everything is kept inside of the data folder. */
export type StoreFiles = {
  readonly database: string;
  /** A replacement that is being built; worth nothing after a crash. */
  readonly restoring: string;
  /** A replacement that is whole: whoever finds it puts it in place. */
  readonly restored: string;
  readonly backups: string;
  /** One file for each finished job, see `sidecar.ts`. */
  readonly transcripts: string;
  /** A damaged database under its new name. */
  readonly damaged: (stamp: string) => string;
};

export function storeFiles(folder: string): StoreFiles {
  return {
    database: join(folder, 'earshot.db'),
    restoring: join(folder, 'earshot.restoring.db'),
    restored: join(folder, 'earshot.restored.db'),
    backups: join(folder, 'backups'),
    transcripts: join(folder, 'transcripts'),
    damaged: (stamp) => join(folder, `earshot.damaged-${stamp}.db`),
  };
}

/** Files that SQLite keeps beside a database. */
export const WAL = '-wal';
export const SHARED_MEMORY = '-shm';
/** Only while a database is being made: everything after that goes through the write-ahead log. */
export const JOURNAL = '-journal';
