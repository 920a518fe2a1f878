import { EarshotError } from '../../../shared/errors.ts';
import { failpoint } from '../process/failpoint.ts';
import type { Connection } from './connection.ts';
import { core } from './migrations/0001-core.ts';
import { searchAndCalibration } from './migrations/0002-search-and-calibration.ts';
import { gapsAndSidecars } from './migrations/0003-gaps-and-sidecars.ts';
import { artefacts } from './migrations/0004-artefacts.ts';
import type { Migration } from './migrations/migration.ts';

const MIGRATIONS: readonly Migration[] = [core, searchAndCalibration, gapsAndSidecars, artefacts];

/** The version of the schema that this program works with. */
export const NEWEST_VERSION = MIGRATIONS.length;

/** @returns 0 for an empty database */
export function schemaVersionOf(connection: Connection): number {
  return Number(connection.pragma('user_version'));
}

/** @throws EarshotError `database-too-new` */
function assertNotTooNew(version: number): void {
  if (version <= NEWEST_VERSION) return;
  throw new EarshotError('database-too-new', 'The queue was written by a newer version of Earshot.', {
    detail: `Its schema has version ${version}, this program knows ${NEWEST_VERSION}.`,
  });
}

/**
 * Walks the database forward, each step in one transaction together with its number: a program that dies on the way
 * leaves the old schema or the new one, never something between.
 *
 * @param until stops behind that version: for making databases as older programs have left them
 * @throws EarshotError `database-too-new`, `disk-full`, `database-unwritable`, `database-damaged`
 */
export function migrate(connection: Connection, until: number = NEWEST_VERSION): void {
  const from = connection.read(() => schemaVersionOf(connection));
  assertNotTooNew(from);
  for (const { version, apply } of MIGRATIONS.slice(from, until)) {
    connection.write(() => {
      apply(connection);
      failpoint('migration.before-version');
      connection.pragma(`user_version = ${version}`);
    });
  }
}
