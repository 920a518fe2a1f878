import { toEarshotError } from '../../../shared/errors.ts';
import { isFinal } from '../../../shared/job-state.ts';
import type { Log } from '../logging/log.ts';
import type { JobRecord } from '../storage/store.ts';
import { type BlockCauses, isCauseGone } from './blocked-watch.ts';
import type { JobBook } from './job-book.ts';
import type { StoredSteps } from './stored-steps.ts';

export type SecondChancesPorts = {
  readonly book: JobBook;
  readonly steps: StoredSteps;
  readonly causes: BlockCauses;
  /** Something may be started now. */
  readonly reschedule: () => void;
  /** How often is looked whether blocked jobs can go on. */
  readonly lookEveryMs: number;
  readonly log: Log;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
};

/** A clock that was set back must not make a job wait for years. */
const LONGEST_WAIT_MS = 5 * 60 * 1000;

export const LOOK_AT_BLOCKED_EVERY_MS = 5_000;
/** What is let go on and blocked again at once is let wait, longer each time: each try costs the start of an engine. */
const FIRST_WAIT_MS = 5_000;
/** Looks at files cost waiting, not work. */
const LOOKS_AT_ONCE = 16;

/** For a job that was let go on: how long it waits if it comes back without having got anywhere. */
type Patience = { readonly untilMs: number; readonly waitMs: number; readonly chunksDone: number };

/** Jobs that stand still and go on by themselves: those that failed for a while, and those that wait for something outside. */
export class SecondChances {
  readonly #ports: SecondChancesPorts;
  readonly #closing = new AbortController();
  readonly #causesGone = new Set<string>();
  readonly #patience = new Map<string, Patience>();
  #tryingAgain: Promise<void> | null = null;
  #lookingAtBlocked: Promise<void> | null = null;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(ports: SecondChancesPorts) {
    this.#ports = ports;
  }

  /** Blocked jobs that could go on and have not been let yet. */
  get causesGone(): ReadonlySet<string> {
    return this.#causesGone;
  }

  /** Takes over what an earlier owner has put off. */
  start(): void {
    const { book, now, wallNow } = this.#ports;
    for (const { uid, notBeforeMs } of book.inState('retry_wait')) {
      const waitMs = notBeforeMs - wallNow();
      book.setRetryAt(uid, now() + (waitMs > LONGEST_WAIT_MS ? 0 : Math.max(waitMs, 0)));
    }
  }

  /** Lets go of nothing more; a look that hangs is given up. */
  close(): void {
    this.#closing.abort();
  }

  /**
   * Lets go on what can; what cannot be stored now is tried at a later tick. What an earlier tick is still at, because a
   * drive hangs or the disk is full, is not begun again, and neither of the two holds up the other.
   */
  tick(): void {
    this.#tryingAgain ??= this.#quietly(() => this.#tryAgainWhatIsDue()).finally(() => {
      this.#tryingAgain = null;
    });
    this.#lookingAtBlocked ??= this.#quietly(() => this.#freeWhatCanGoOn()).finally(() => {
      this.#lookingAtBlocked = null;
    });
  }

  /** Resolves when nothing that a tick has begun is under way. */
  async settled(): Promise<void> {
    await Promise.all([this.#tryingAgain, this.#lookingAtBlocked]);
  }

  async #tryAgainWhatIsDue(): Promise<void> {
    const { book, now } = this.#ports;
    const due = book.inState('retry_wait').filter(({ uid }) => (book.retryAt(uid) ?? 0) <= now());
    await this.#letGoOn(due, 'retry-due');
  }

  async #freeWhatCanGoOn(): Promise<void> {
    const { book, lookEveryMs, now } = this.#ports;
    if (now() - this.#lookedAtMs < lookEveryMs) return;
    this.#lookedAtMs = now();
    this.#forgetWhoIsDone();
    const ripe = book
      .inState('blocked')
      .filter((record) => now() >= (this.#patienceWith(record)?.untilMs ?? 0));
    for (let at = 0; at < ripe.length; at += LOOKS_AT_ONCE)
      await this.#free(ripe.slice(at, at + LOOKS_AT_ONCE));
  }

  async #free(blocked: readonly JobRecord[]): Promise<void> {
    const { causes, now } = this.#ports;
    const gone = await Promise.all(
      blocked.map((record) => isCauseGone(record, causes, this.#closing.signal)),
    );
    const free = blocked.filter((_, index) => gone[index]);
    for (const { uid } of free) this.#causesGone.add(uid);
    await this.#letGoOn(free, 'unblock');
    for (const record of free) {
      this.#causesGone.delete(record.uid);
      const waitMs = Math.min(2 * (this.#patienceWith(record)?.waitMs ?? FIRST_WAIT_MS / 2), LONGEST_WAIT_MS);
      this.#patience.set(record.uid, { untilMs: now() + waitMs, waitMs, chunksDone: record.chunksDone });
    }
  }

  async #letGoOn(records: readonly JobRecord[], event: 'retry-due' | 'unblock'): Promise<void> {
    if (records.length === 0) return;
    await this.#ports.steps.takeAll(records, event);
    this.#ports.reschedule();
  }

  #patienceWith({ uid, chunksDone }: JobRecord): Patience | null {
    const patience = this.#patience.get(uid);
    return patience?.chunksDone === chunksDone ? patience : null;
  }

  #forgetWhoIsDone(): void {
    for (const uid of this.#patience.keys()) {
      const record = this.#ports.book.find(uid);
      if (record === undefined || isFinal(record.state)) this.#patience.delete(uid);
    }
  }

  /** Never rejects. */
  async #quietly(work: () => Promise<void>): Promise<void> {
    if (this.#closing.signal.aborted) return;
    try {
      await work();
    } catch (thrown) {
      this.#ports.log.warn('queue.step-failed', { error: toEarshotError(thrown).toFailure() });
    }
  }
}
