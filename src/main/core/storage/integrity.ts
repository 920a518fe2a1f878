import Database from 'better-sqlite3';
import { toStorageError } from './database-errors.ts';

/** What a database file was found to be. */
export type DatabaseFile =
  | { readonly kind: 'sound'; readonly schemaVersion: number }
  | { readonly kind: 'damaged'; readonly problem: string };

type Trust = (database: Database.Database, schemaVersion: number) => boolean;

/**
 * Looks at a database file that nobody has open, and changes nothing in it or in its write-ahead log. Only a step that a
 * program has left half-done while it made the file is taken back.
 *
 * @param isTrusted when true for what stands in it, the file is not read to its end
 * @throws EarshotError `database-unwritable` when it cannot be opened
 */
export function examine(path: string, isTrusted: Trust = () => false): DatabaseFile {
  const asItIs = examineBy({ readonly: true }, path, isTrusted);
  return (
    asItIs ?? examineBy({ readonly: false }, path, isTrusted) ?? { kind: 'damaged', problem: 'half-done' }
  );
}

/** @returns null when a rollback journal must be worked off first, which takes a connection that may write */
function examineBy(options: { readonly: boolean }, path: string, isTrusted: Trust): DatabaseFile | null {
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { ...options, fileMustExist: true });
    const schemaVersion = Number(database.pragma('user_version', { simple: true }));
    if (isTrusted(database, schemaVersion)) return { kind: 'sound', schemaVersion };
    const finding = String(database.pragma('quick_check(1)', { simple: true }));
    return finding === 'ok' ? { kind: 'sound', schemaVersion } : { kind: 'damaged', problem: finding };
  } catch (thrown) {
    if (thrown instanceof Database.SqliteError && thrown.code === 'SQLITE_READONLY_ROLLBACK') return null;
    const error = toStorageError(thrown);
    if (error.code !== 'database-damaged') throw error;
    return { kind: 'damaged', problem: error.detail ?? error.message };
  } finally {
    database?.close();
  }
}

/** Whether the program that had the database before said that it was done with it. */
export function hasEndedCleanly(database: Database.Database, schemaVersion: number): boolean {
  if (schemaVersion === 0) return false;
  return database.prepare('SELECT clean FROM boots ORDER BY id DESC LIMIT 1').pluck().get() === 1;
}
