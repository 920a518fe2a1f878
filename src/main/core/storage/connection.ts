import type Database from 'better-sqlite3';
import { failpoint } from '../process/failpoint.ts';
import { toStorageError } from './database-errors.ts';

/** A statement with named parameters: numbered ones that stand twice in one statement are refused by the library. */
export type Statement<Bound extends object, Row> = Database.Statement<[Bound], Row>;

/** The one writing connection. Everything that uses it does so inside {@link read} or {@link write}. */
export class Connection {
  readonly #database: Database.Database;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  readonly #rollback: Database.Statement;
  #isDamaged = false;

  constructor(database: Database.Database) {
    this.#database = database;
    // A transaction that only becomes a writing one half-way fails at once when another connection has written.
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
  }

  /** Damage was met: the next start must look at the whole file, however this run ends. */
  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  prepare<Bound extends object, Row = unknown>(sql: string): Statement<Bound, Row> {
    return this.#database.prepare<[Bound], Row>(sql);
  }

  /** @throws EarshotError as {@link write} */
  read<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw this.#translated(thrown);
    }
  }

  /**
   * Does the work in one transaction that is on the disk when this returns, or not at all. Inside another one it is a
   * part of that.
   *
   * @throws EarshotError `disk-full`, `database-unwritable`, `database-damaged`; nothing has changed then
   */
  write<T>(work: () => T): T {
    if (this.#database.inTransaction) return work();
    try {
      failpoint('write.before-begin');
      this.#begin.run();
      const result = work();
      failpoint('write.before-commit');
      this.#commit.run();
      failpoint('write.after-commit');
      return result;
    } catch (thrown) {
      // After some errors SQLite has rolled back by itself.
      if (this.#database.inTransaction) this.#rollback.run();
      throw this.#translated(thrown);
    }
  }

  /** Several statements without parameters. */
  execute(sql: string): void {
    this.#database.exec(sql);
  }

  /** A setting or a figure of the database itself. */
  pragma(source: string): unknown {
    return this.#database.pragma(source, { simple: true });
  }

  /** @throws EarshotError as {@link write} */
  vacuumInto(path: string): void {
    this.read(() => this.#database.prepare<[string]>('VACUUM INTO ?').run(path));
  }

  /** Moves the write-ahead log into the database file and empties it. @throws EarshotError as {@link write} */
  checkpoint(): void {
    this.read(() => this.#database.pragma('wal_checkpoint(TRUNCATE)'));
  }

  close(): void {
    this.#database.close();
  }

  #translated(thrown: unknown): Error {
    const error = toStorageError(thrown);
    if (error.code === 'database-damaged') this.#isDamaged = true;
    return error;
  }
}
