import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EarshotError } from '../../../shared/errors.ts';
import { failpoint } from '../process/failpoint.ts';
import type { Connection } from './connection.ts';
import { toStorageError } from './database-errors.ts';
import { flushFile, renameDurably } from './durable-files.ts';
import { examine } from './integrity.ts';
import { NEWEST_VERSION, schemaVersionOf } from './migrations.ts';

/** The newest ones that are kept, besides the newest of each version of the schema. */
const KEPT = 3;

/** `earshot-<number>-v<schema version>.db`. Numbers and not times: clocks go wrong. */
const NAME = /^earshot-(\d{6,})-v(\d+)\.db$/;
const UNFINISHED = '.partial';

type Backup = { readonly path: string; readonly number: number; readonly schemaVersion: number };

/** Copies of the database. One has its name only once it was read back and found sound. */
export class Backups {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Newest first. */
  list(): string[] {
    return this.#all().map(({ path }) => path);
  }

  /**
   * @returns the path of the new copy
   * @throws EarshotError `disk-full`, `database-unwritable`, `database-damaged`; the copies before are still there
   */
  make(connection: Connection): string {
    try {
      mkdirSync(this.#folder, { recursive: true });
      const number = (this.#all()[0]?.number ?? 0) + 1;
      const schemaVersion = schemaVersionOf(connection);
      const path = join(this.#folder, `earshot-${String(number).padStart(6, '0')}-v${schemaVersion}.db`);
      this.#write(connection, path);
      this.#prune();
      return path;
    } catch (thrown) {
      throw toStorageError(thrown);
    }
  }

  /** The newest copy that is sound and that this program can read; null when there is none. */
  newestGood(): string | null {
    const good = this.#all().find(({ path, schemaVersion }) => {
      return schemaVersion <= NEWEST_VERSION && examine(path).kind === 'sound';
    });
    return good?.path ?? null;
  }

  #write(connection: Connection, path: string): void {
    const unfinished = `${path}${UNFINISHED}`;
    try {
      // Left by a program that died: nothing is copied over what is there.
      rmSync(unfinished, { force: true });
      connection.vacuumInto(unfinished);
      flushFile(unfinished);
      failpoint('backup.before-check');
      const copy = examine(unfinished);
      if (copy.kind === 'damaged') {
        throw new EarshotError('database-damaged', 'The copy of the database cannot be read back.', {
          detail: copy.problem,
        });
      }
      failpoint('backup.before-rename');
      renameDurably(unfinished, path);
    } finally {
      rmSync(unfinished, { force: true });
    }
  }

  #prune(): void {
    const versions = new Set<number>();
    for (const [index, { path, schemaVersion }] of this.#all().entries()) {
      if (index >= KEPT && versions.has(schemaVersion)) rmSync(path, { force: true });
      versions.add(schemaVersion);
    }
  }

  #all(): Backup[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .flatMap((name) => {
        const [, number, version] = NAME.exec(name) ?? [];
        if (number === undefined) return [];
        return { path: join(this.#folder, name), number: Number(number), schemaVersion: Number(version) };
      })
      .toSorted((a, b) => b.number - a.number);
  }
}
