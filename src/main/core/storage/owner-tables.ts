import type { Connection } from './connection.ts';
import type { ChildRecord } from './store.ts';

type ByBoot = { readonly boot: string };

/** So many runs of the program are remembered. */
const BOOTS_KEPT = 100;

/** The programs that have owned the queue: whether each ended as planned, and the child processes that it had. */
export class OwnerTables {
  readonly #previous;
  readonly #begin;
  readonly #end;
  readonly #prune;
  readonly #addChild;
  readonly #deleteChild;
  readonly #foreign;
  readonly #deleteForeign;

  constructor(connection: Connection) {
    this.#previous = connection.prepare<ByBoot, { clean: 0 | 1 }>(
      'SELECT clean FROM boots WHERE boot <> @boot ORDER BY id DESC LIMIT 1',
    );
    this.#begin = connection.prepare<ByBoot & { version: string; atMs: number }>(`
      INSERT INTO boots (boot, version, started_at_ms) VALUES (@boot, @version, @atMs) ON CONFLICT (boot) DO NOTHING`);
    this.#end = connection.prepare<ByBoot>('UPDATE boots SET clean = 1 WHERE boot = @boot');
    this.#prune = connection.prepare<{ kept: number }>(
      'DELETE FROM boots WHERE id <= (SELECT max(id) FROM boots) - @kept',
    );
    this.#addChild = connection.prepare<ByBoot & ChildRecord>(`
      REPLACE INTO processes (boot, pid, start_token, executable) VALUES (@boot, @pid, @startToken, @executable)`);
    this.#deleteChild = connection.prepare<ByBoot & { pid: number }>(
      'DELETE FROM processes WHERE boot = @boot AND pid = @pid',
    );
    this.#foreign = connection.prepare<ByBoot, ChildRecord>(`
      SELECT pid, start_token AS startToken, executable FROM processes WHERE boot <> @boot ORDER BY boot, pid`);
    this.#deleteForeign = connection.prepare<ByBoot>('DELETE FROM processes WHERE boot <> @boot');
  }

  /** @returns whether the program before this one ended as planned; true for the first one ever */
  begin(boot: string, version: string, atMs: number): boolean {
    this.#begin.run({ boot, version, atMs });
    this.#prune.run({ kept: BOOTS_KEPT });
    return this.#previous.get({ boot })?.clean !== 0;
  }

  end(boot: string): void {
    this.#end.run({ boot });
  }

  childStarted(boot: string, { pid, startToken, executable }: ChildRecord): void {
    this.#addChild.run({ boot, pid, startToken, executable });
  }

  childEnded(boot: string, pid: number): void {
    this.#deleteChild.run({ boot, pid });
  }

  foreignChildren(boot: string): ChildRecord[] {
    return this.#foreign.all({ boot });
  }

  forgetForeignChildren(boot: string): void {
    this.#deleteForeign.run({ boot });
  }
}
