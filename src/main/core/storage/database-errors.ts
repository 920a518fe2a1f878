import Database from 'better-sqlite3';
import { EarshotError, type ErrorCode, errnoOf, toEarshotError } from '../../../shared/errors.ts';

const MESSAGES = {
  'disk-full': 'The disk is full: the queue cannot be stored.',
  'database-damaged': 'The database of the queue is damaged.',
  'database-unwritable': 'The database of the queue cannot be written.',
} as const;

const HINTS = { 'disk-full': 'Free some space on the disk with the data folder.' } as const;

type StorageCode = keyof typeof MESSAGES;

/**
 * By the beginning of SQLite's name, the longer ones first. A quota or a file-size limit shows as a failed write, which
 * is the same to a person as a disk without space.
 */
const CODES: readonly (readonly [string, StorageCode])[] = [
  ['SQLITE_FULL', 'disk-full'],
  ['SQLITE_IOERR_WRITE', 'disk-full'],
  ['SQLITE_IOERR_SHMSIZE', 'disk-full'],
  ['SQLITE_IOERR_CORRUPTFS', 'database-damaged'],
  ['SQLITE_CORRUPT', 'database-damaged'],
  ['SQLITE_NOTADB', 'database-damaged'],
  ['SQLITE_IOERR', 'database-unwritable'],
  ['SQLITE_READONLY', 'database-unwritable'],
  ['SQLITE_CANTOPEN', 'database-unwritable'],
  ['SQLITE_BUSY', 'database-unwritable'],
  ['SQLITE_LOCKED', 'database-unwritable'],
  ['SQLITE_PERM', 'database-unwritable'],
];

const ERRNOS: ReadonlyMap<string, StorageCode> = new Map([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EACCES', 'database-unwritable'],
  ['EPERM', 'database-unwritable'],
  ['EROFS', 'database-unwritable'],
  ['EIO', 'database-unwritable'],
  ['ENOTDIR', 'database-unwritable'],
  ['EEXIST', 'database-unwritable'],
]);

/** Gives what SQLite or the file system threw its meaning; whatever is no fault of the disk becomes `internal`. */
export function toStorageError(thrown: unknown): EarshotError {
  const code = storageCodeOf(thrown);
  if (code === null || !(thrown instanceof Error)) return toEarshotError(thrown);
  const sqliteCode = thrown instanceof Database.SqliteError ? `${thrown.code}: ` : '';
  const detail = `${sqliteCode}${thrown.message}`;
  return new EarshotError(code, MESSAGES[code], {
    cause: thrown,
    detail,
    ...(code === 'disk-full' ? { hint: HINTS[code] } : {}),
  });
}

function storageCodeOf(thrown: unknown): Extract<ErrorCode, StorageCode> | null {
  if (thrown instanceof Database.SqliteError) {
    return CODES.find(([begin]) => thrown.code.startsWith(begin))?.[1] ?? null;
  }
  return ERRNOS.get(errnoOf(thrown) ?? '') ?? null;
}
