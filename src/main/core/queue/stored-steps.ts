import type { QueueEvent } from '../../../shared/contract/events.ts';
import { type EarshotError, type ErrorCode, toEarshotError } from '../../../shared/errors.ts';
import type { JobEvent } from '../../../shared/job-state.ts';
import type { Log } from '../logging/log.ts';
import type { AsyncStore, JobRecord, Step } from '../storage/store.ts';
import type { JobBook } from './job-book.ts';

export type StoredStepsPorts = {
  readonly store: AsyncStore;
  readonly book: JobBook;
  readonly publish: (event: QueueEvent) => void;
  /** Called when the database cannot be written for want of space: makes some, or waits for it. */
  readonly makeRoom: (signal: AbortSignal) => Promise<void>;
  /** Told when the store is gone for good: nothing that happens from now on can be kept. */
  readonly onLost: (error: EarshotError) => void;
  readonly log: Log;
};

/** Nothing that comes later can be stored either. */
const GONE: ReadonlySet<ErrorCode> = new Set(['database-unwritable', 'database-damaged']);

/** What comes with a step besides the event. */
export type StepDetails = Partial<Omit<Step, 'jobId' | 'event' | 'actor'>>;

/** What the queue itself does to jobs: stored first, then taken over and told. */
export class StoredSteps {
  readonly #ports: StoredStepsPorts;
  readonly #closing = new AbortController();

  constructor(ports: StoredStepsPorts) {
    this.#ports = ports;
  }

  /** From now on nothing waits for space: what cannot be stored is left to the recovery of the next start. */
  close(): void {
    this.#closing.abort();
  }

  /** @returns the job as it is now, or null when the step was refused */
  async take(record: JobRecord, event: JobEvent, details: StepDetails = {}): Promise<JobRecord | null> {
    const [taken = null] = await this.takeAll([record], event, details);
    return taken;
  }

  /** The same step of several jobs in one transaction, each accepted or refused on its own. */
  async takeAll(
    records: readonly JobRecord[],
    event: JobEvent,
    details: StepDetails = {},
  ): Promise<(JobRecord | null)[]> {
    if (records.length === 0) return [];
    const steps = records.map(
      ({ id }): Step => ({ jobId: id, event, actor: 'queue', epoch: null, ...details }),
    );
    const taken = await this.insist(() => this.#ports.store.steps(steps));
    for (const record of taken) if (record !== null) this.#ports.book.apply(record);
    return taken;
  }

  /**
   * A full disk is no reason to forget how something ended: the reserve is given up for it, or it waits for space.
   *
   * @throws EarshotError whatever else the store says; `disk-full` after {@link close}
   */
  async insist<T>(write: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await write();
      } catch (thrown) {
        const error = toEarshotError(thrown);
        await this.noticeLoss(error);
        if (error.code !== 'disk-full' || this.#closing.signal.aborted) throw error;
        await this.#ports.makeRoom(this.#closing.signal);
      }
    }
  }

  /** Tells a sentence about a job. A person may miss it when it cannot be stored; the work does not suffer. */
  async note(record: JobRecord, message: string): Promise<void> {
    const { store, book, publish, log } = this.#ports;
    try {
      const changed = await store.addNotice(record.id, message);
      publish({ kind: 'job-notice', uid: record.uid, message });
      if (changed !== null) book.apply(changed);
    } catch (thrown) {
      log.warn('job.notice-not-stored', { job: record.uid, error: toEarshotError(thrown).toFailure() });
    }
  }

  /** Finds out what an error says about the store: one thing that cannot be stored is not the end of it. */
  async noticeLoss(error: EarshotError): Promise<void> {
    const { store, onLost } = this.#ports;
    if (this.#closing.signal.aborted || error.code === 'disk-full') return;
    try {
      if (GONE.has(error.code)) throw error;
      await store.settings();
    } catch (thrown) {
      onLost(toEarshotError(thrown));
    }
  }
}
