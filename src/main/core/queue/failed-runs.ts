import type { QueueSettings } from '../../../shared/contract/methods.ts';
import type { EarshotError, Failure } from '../../../shared/errors.ts';
import type { JobRecord } from '../storage/store.ts';
import type { JobBook } from './job-book.ts';
import { failureInKnownName } from './known-name.ts';
import { decideAfterFailure, type Verdict } from './retry-policy.ts';
import type { StepDetails, StoredSteps } from './stored-steps.ts';

export type FailedRunsPorts = {
  readonly book: JobBook;
  readonly steps: StoredSteps;
  readonly settings: () => QueueSettings;
  /** The step that is left when memory did not suffice; null when none is. */
  readonly nextRung: (record: JobRecord) => number | null;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
};

type EndOfRun = Required<Pick<StepDetails, 'epoch' | 'workMs' | 'facts'>>;

/** What becomes of jobs that went wrong: decided by the retry policy, and written down. */
export class FailedRuns {
  readonly #ports: FailedRunsPorts;

  constructor(ports: FailedRunsPorts) {
    this.#ports = ports;
  }

  /**
   * @param record as it was when its run had failed
   * @param run which run it was, and how long it has worked
   * @returns the job as it is now, or null when something else has happened to it meanwhile
   */
  async afterRun(record: JobRecord, error: EarshotError, run: EndOfRun): Promise<JobRecord | null> {
    return await this.#follow(record, failureInKnownName(error.toFailure(), record), run);
  }

  /** A job that could not be looked at. */
  async afterLook(record: JobRecord, error: EarshotError): Promise<JobRecord | null> {
    const failure = failureInKnownName(error.toFailure(), record);
    // What may pass is left to the run, which looks at it again and has the better means to go on.
    if (this.#decide(record, failure).kind === 'retry')
      return await this.#ports.steps.take(record, 'imported');
    return await this.#follow(record, failure, {});
  }

  #decide(record: JobRecord, failure: Failure): Verdict {
    const { attempt, chunksDone } = record;
    const nextRung = failure.code === 'out-of-memory' ? this.#ports.nextRung(record) : null;
    return decideAfterFailure(failure, { attempt, chunksDone, nextRung }, this.#ports.settings());
  }

  async #follow(record: JobRecord, failure: Failure, run: Partial<EndOfRun>): Promise<JobRecord | null> {
    const { steps } = this.#ports;
    const verdict = this.#decide(record, failure);
    if (verdict.kind === 'retry') return await this.#retryLater(record, failure, verdict, run);
    if (verdict.kind === 'block') {
      return await steps.take(record, 'block', { ...run, failure, blockReason: verdict.reason });
    }
    return await steps.take(record, 'fail', { ...run, failure });
  }

  async #retryLater(
    record: JobRecord,
    failure: Failure,
    { delayMs, downgrades }: Extract<Verdict, { kind: 'retry' }>,
    run: Partial<EndOfRun>,
  ): Promise<JobRecord | null> {
    const { book, steps, now, wallNow } = this.#ports;
    // Before the step, which is told with the time that is left.
    book.setRetryAt(record.uid, now() + delayMs);
    const taken = await steps.take(record, 'retry-later', {
      ...run,
      failure,
      notBeforeMs: wallNow() + delayMs,
      attempt: 'next',
      ...(downgrades === undefined ? {} : { downgrades }),
    });
    if (taken === null) book.forgetLive(record.uid);
    return taken;
  }
}
