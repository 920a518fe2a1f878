import { toEarshotError } from '../../../shared/errors.ts';
import type { Log } from '../logging/log.ts';
import type { AsyncStore } from '../storage/store.ts';
import type { JobBook } from './job-book.ts';
import { type JobFolders, purgeRemoved } from './purge-removed.ts';

export type HousekeepingPorts = {
  readonly store: Pick<AsyncStore, 'backUp' | 'checkpoint' | 'purge'>;
  readonly book: JobBook;
  readonly folders: JobFolders;
  readonly isBusy: () => boolean;
  /** Wall time of the newest copy of the database; null when there is none. */
  readonly lastBackUpAtMs: number | null;
  readonly log: Log;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** Milliseconds since 1970: days count while the program does not run as well. */
  readonly wallNow: () => number;
};

const DAY_MS = 24 * 60 * 60 * 1000;
const BACK_UP_AFTER_JOBS = 50;
/** A program that is only started for a recording is never at rest. */
const LONGEST_WITHOUT_REST_MS = 2 * DAY_MS;
const LOOK_EVERY_MS = 30_000;
const REST_MS = 60_000;
/** After a copy that went wrong: for want of space, as a rule. */
const TRY_AGAIN_MS = 60 * 60 * 1000;
/** Removed jobs can be restored for so long. */
export const KEEP_REMOVED_MS = 30 * DAY_MS;

/**
 * Copies of the database, its write-ahead log and jobs that were removed long ago: what nobody waits for, done while
 * nothing else is. Only many finished jobs are not left without a copy because there is always more to do.
 */
export class Housekeeping {
  readonly #ports: HousekeepingPorts;
  #lastBackUpAtMs: number | null;
  #lookFromMs = Number.NEGATIVE_INFINITY;
  #restsSinceMs: number | null = null;
  #isCheckpointed = true;
  #purgedAtMs: number;
  #atWork: Promise<void> | null = null;

  constructor(ports: HousekeepingPorts) {
    this.#ports = ports;
    this.#lastBackUpAtMs = ports.lastBackUpAtMs;
    this.#purgedAtMs = ports.wallNow();
  }

  tick(): void {
    const { isBusy, now } = this.#ports;
    if (isBusy()) {
      this.#restsSinceMs = null;
      this.#isCheckpointed = false;
    } else this.#restsSinceMs ??= now();
    this.#atWork ??= this.#doWhatIsDue().finally(() => {
      this.#atWork = null;
    });
  }

  /** Resolves when nothing of it is under way. */
  async settled(): Promise<void> {
    await this.#atWork;
  }

  /** Never rejects. */
  async #doWhatIsDue(): Promise<void> {
    const { store, folders, log, now, wallNow } = this.#ports;
    const isAtRest = this.#restsSinceMs !== null;
    if (now() >= this.#lookFromMs) {
      this.#lookFromMs = now() + LOOK_EVERY_MS;
      if (this.#isBackUpDue(isAtRest)) await this.#backUp();
    }
    if (!isAtRest) return;
    if (!this.#isCheckpointed && now() - (this.#restsSinceMs ?? 0) >= REST_MS) {
      this.#isCheckpointed = true;
      await this.#quietly('store.not-checkpointed', () => store.checkpoint());
    }
    if (!isWithin(DAY_MS, this.#purgedAtMs, wallNow())) {
      this.#purgedAtMs = wallNow();
      await this.#quietly('store.not-purged', () =>
        purgeRemoved(store, folders, wallNow() - KEEP_REMOVED_MS, log),
      );
    }
  }

  #isBackUpDue(isAtRest: boolean): boolean {
    const { book, wallNow } = this.#ports;
    const lastMs = this.#lastBackUpAtMs;
    const isYoung =
      lastMs !== null && isWithin(isAtRest ? DAY_MS : LONGEST_WITHOUT_REST_MS, lastMs, wallNow());
    if (isYoung) return this.#finishedSince(lastMs) >= BACK_UP_AFTER_JOBS;
    return [...book.all()].some(({ updatedAtMs }) => lastMs === null || updatedAtMs > lastMs);
  }

  #finishedSince(sinceMs: number): number {
    if (this.#ports.book.counts().completed < BACK_UP_AFTER_JOBS) return 0;
    const completed = this.#ports.book.inState('completed');
    return completed.filter(({ finishedAtMs }) => finishedAtMs !== null && finishedAtMs > sinceMs).length;
  }

  async #backUp(): Promise<void> {
    const { store, log, now, wallNow } = this.#ports;
    const startedAtMs = wallNow();
    this.#lookFromMs = now() + TRY_AGAIN_MS;
    await this.#quietly('store.not-backed-up', async () => {
      const path = await store.backUp();
      this.#lastBackUpAtMs = startedAtMs;
      this.#lookFromMs = now() + LOOK_EVERY_MS;
      log.info('store.backed-up', { path });
    });
  }

  async #quietly(event: `store.${string}`, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.#ports.log.warn(event, { error: toEarshotError(thrown).toFailure() });
    }
  }
}

/** A clock that was set back makes nothing young for years. */
function isWithin(spanMs: number, fromMs: number, toMs: number): boolean {
  return toMs >= fromMs && toMs - fromMs < spanMs;
}
