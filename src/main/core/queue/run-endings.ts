import { EarshotError, toEarshotError } from '../../../shared/errors.ts';
import type { JobState } from '../../../shared/job-state.ts';
import { HAS_A_RUN } from '../../../shared/job-state-groups.ts';
import type { Log } from '../logging/log.ts';
import type { AsyncStore, Calibration, JobRecord } from '../storage/store.ts';
import type { ActiveRun } from './active-run.ts';
import type { FailedRuns } from './failed-runs.ts';
import type { FinishedJobs } from './finished-jobs.ts';
import type { JobBook } from './job-book.ts';
import type { RunEnd } from './job-run.ts';
import type { StoredSteps } from './stored-steps.ts';

export type RunEndingsPorts = {
  readonly store: AsyncStore;
  readonly book: JobBook;
  readonly steps: StoredSteps;
  readonly failed: FailedRuns;
  readonly finished: FinishedJobs;
  /** Keeps what a run has taught about this computer. */
  readonly learn: (calibration: Calibration) => Promise<void>;
  readonly log: Log;
};

/** Writes down how runs have ended, each exactly once. */
export class RunEndings {
  readonly #ports: RunEndingsPorts;
  #isClosing = false;

  constructor(ports: RunEndingsPorts) {
    this.#ports = ports;
  }

  /** From now on a run that is stopped was stopped for the end of the queue: its job goes back to the waiting. */
  close(): void {
    this.#isClosing = true;
  }

  /**
   * A command that was stored before the end changes what the end means: then it is decided anew, as the store has it.
   *
   * @throws EarshotError when the store does not answer any more; the recovery of the next start knows what to do
   */
  async settle(active: ActiveRun, end: RunEnd): Promise<void> {
    const { store, finished, log } = this.#ports;
    const { record, fence } = active.run;
    // First, since whoever hears of the end asks at once how fast the engine was.
    if (end.kind === 'completed') await this.#learnFrom(active);
    let before: JobState | null = null;
    for (;;) {
      const current: JobRecord | null = await store.job(record.uid);
      if (current === null || current.epoch !== fence.epoch || !HAS_A_RUN.has(current.state)) return;
      // When nobody came between, and it was refused all the same, the text has a hole that the run knows nothing of.
      const settled =
        current.state === before
          ? await this.#giveUp(current, active)
          : await this.#settleFrom(current, active, end);
      before = current.state;
      if (settled === null) continue;
      log.info('job.run-ended', { job: record.uid, state: settled.state, error: settled.failure?.code });
      // Not waited for: the next recording need not wait for the files of this one.
      if (settled.state === 'completed') void finished.settle(settled);
      return;
    }
  }

  /** @returns the job as it is now, or null when it was refused */
  async #settleFrom(record: JobRecord, active: ActiveRun, end: RunEnd): Promise<JobRecord | null> {
    const { store, book, steps, failed } = this.#ports;
    const { id: jobId, epoch, state } = record;
    const { workedMs: workMs, facts } = active;
    if (state === 'canceling') return await steps.take(record, 'stopped', { workMs, facts });
    if (end.kind === 'completed') {
      const completed = await steps.insist(() =>
        store.complete({ jobId, epoch }, { ...end.summary, workMs }),
      );
      if (completed !== null) book.apply(completed);
      return completed;
    }
    if (state === 'pausing') return await steps.take(record, 'stopped', { workMs, facts });
    if (this.#isClosing) return await steps.take(record, 'requeue', { epoch, workMs, facts });
    return await failed.afterRun(record, end.error, { epoch, workMs, facts });
  }

  async #giveUp(record: JobRecord, { workedMs: workMs }: ActiveRun): Promise<JobRecord> {
    const { chunksPlanned, chunksGap, epoch } = record;
    const error =
      chunksGap > 0 && chunksGap === chunksPlanned
        ? new EarshotError('engine-failed', 'The engine got through none of the parts of the recording.')
        : new EarshotError('internal', 'Not all parts of the recording are stored.');
    const given = await this.#ports.steps.take(record, 'fail', { epoch, workMs, failure: error.toFailure() });
    if (given !== null) return given;
    throw new EarshotError('internal', 'The end of a run was refused.');
  }

  /** Never rejects: a text is finished whether or not its time is known. */
  async #learnFrom(active: ActiveRun): Promise<void> {
    const { learn, log } = this.#ports;
    const lesson = active.lesson();
    if (lesson === null) return;
    try {
      await learn(lesson);
    } catch (thrown) {
      log.warn('queue.speed-not-stored', { error: toEarshotError(thrown).toFailure() });
    }
  }
}
