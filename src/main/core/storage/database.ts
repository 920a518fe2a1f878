import Database from 'better-sqlite3';
import { EarshotError } from '../../../shared/errors.ts';

/** Before it, a reset of the write-ahead log could lose what another connection had committed. */
const OLDEST_SAFE_SQLITE = [3, 51, 3] as const;

const BUSY_TIMEOUT_MS = 5_000;

const SETTINGS = [
  // Set explicitly: this library's own default in WAL mode is NORMAL, which loses commits in a power cut.
  'synchronous = FULL',
  'foreign_keys = ON',
  'trusted_schema = OFF',
  'cell_size_check = ON',
  'journal_size_limit = 67108864',
  'wal_autocheckpoint = 1000',
  'cache_size = -4000',
  'temp_store = MEMORY',
  // An error of the disk on a mapped page would be a signal, not an error code.
  'mmap_size = 0',
] as const;

/** On macOS a plain fsync leaves the data in the drive's own cache. */
const SETTINGS_ON_MACOS = ['fullfsync = ON', 'checkpoint_fullfsync = ON'] as const;

export type OpenOptions = { readonly busyTimeoutMs?: number; readonly platform?: NodeJS.Platform };

/**
 * Opens the database for writing, or creates an empty one. The errors are SQLite's own, see `toStorageError`.
 *
 * @throws EarshotError `database-unwritable` where the file system cannot hold a write-ahead log
 */
export function openDatabase(path: string, options: OpenOptions = {}): Database.Database {
  const database = new Database(path, { timeout: options.busyTimeoutMs ?? BUSY_TIMEOUT_MS });
  try {
    assertSafeSqlite(String(database.prepare('SELECT sqlite_version()').pluck().get()));
    const journalMode = database.pragma('journal_mode = WAL', { simple: true });
    if (journalMode !== 'wal') {
      throw new EarshotError(
        'database-unwritable',
        'The data folder is on a disk that cannot hold the queue.',
        {
          hint: 'Move the data folder to a local disk.',
          detail: `journal_mode is ${String(journalMode)}`,
        },
      );
    }
    const isMacos = (options.platform ?? process.platform) === 'darwin';
    for (const setting of [...SETTINGS, ...(isMacos ? SETTINGS_ON_MACOS : [])]) database.pragma(setting);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** @throws EarshotError `internal` for a SQLite that is known to lose data */
export function assertSafeSqlite(version: string): void {
  const parts = version.split('.').map(Number);
  for (const [place, oldest] of OLDEST_SAFE_SQLITE.entries()) {
    const part = parts[place] ?? 0;
    if (part > oldest) return;
    if (part < oldest || Number.isNaN(part)) {
      throw new EarshotError('internal', `SQLite ${version} is too old to keep the queue safe.`, {
        detail: `At least ${OLDEST_SAFE_SQLITE.join('.')} is needed.`,
      });
    }
  }
}
