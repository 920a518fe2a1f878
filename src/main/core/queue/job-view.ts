import { basename } from 'node:path';
import type { JobProgress, JobStatus, JobView, Stage } from '../../../shared/contract/job.ts';
import { EarshotError, type Failure } from '../../../shared/errors.ts';
import type { JobRecord } from '../storage/store.ts';

/** What is known of a job beside its record: all of it can be lost and is found again. */
export type LiveFacts = {
  readonly stage: Stage;
  readonly progress: JobProgress | null;
  /** Place among the waiting, from 1; null where it does not wait. */
  readonly position: number | null;
  /** Wall time until the next try. */
  readonly retryInMs: number;
  readonly maxAttempts: number;
};

/** A job as the contract shows it. */
export function viewOf(record: JobRecord, live: LiveFacts): JobView {
  return {
    uid: record.uid,
    batchUid: record.batchUid,
    title: basename(record.source.path),
    path: record.source.path,
    status: statusOf(record, live),
    progress: progressOf(record, live),
    priority: record.priority,
    options: record.options,
    exports: record.exports,
    exportStatus: record.exportStatus,
    revision: record.revision,
    engine:
      record.engine === null
        ? null
        : { model: record.engine.model, variant: record.engine.variant, backend: record.engine.backend },
    language: record.language,
    notices: [...record.notices],
    createdAtMs: record.createdAtMs,
    startedAtMs: record.startedAtMs,
    finishedAtMs: record.finishedAtMs,
    updatedAtMs: record.updatedAtMs,
    workMs: record.workMs,
  };
}

// oxlint-disable-next-line consistent-return -- without a return at the end a new state does not compile
function statusOf(record: JobRecord, live: LiveFacts): JobStatus {
  switch (record.state) {
    case 'queued':
      return { state: 'queued', position: live.position ?? 1 };
    case 'running':
      return { state: 'running', stage: live.stage };
    case 'retry_wait':
      return {
        state: 'retry_wait',
        attempt: Math.max(record.attempt, 1),
        maxAttempts: live.maxAttempts,
        retryInMs: live.retryInMs,
        failure: failureOf(record),
      };
    case 'blocked':
      return {
        state: 'blocked',
        reason: record.blockReason ?? 'source-missing',
        failure: failureOf(record),
      };
    case 'failed':
      return { state: 'failed', failure: failureOf(record) };
    case 'completed':
      return { state: 'completed', gaps: record.chunksGap };
    case 'importing':
    case 'pausing':
    case 'paused':
    case 'canceling':
    case 'canceled':
      return { state: record.state };
  }
}

/** The store writes a failure with each of these states; a row that lacks one was not written by it. */
function failureOf(record: JobRecord): Failure {
  return record.failure ?? new EarshotError('internal', 'The reason was not written down.').toFailure();
}

function progressOf(record: JobRecord, live: LiveFacts): JobProgress {
  const stored: JobProgress = {
    fraction: storedFraction(record),
    doneMs: record.doneMs,
    durationMs: record.facts.durationMs,
    chunksDone: record.chunksDone + record.chunksGap,
    chunksPlanned: record.chunksPlanned,
    planIsComplete: record.state === 'completed',
    speed: null,
    remainingMs: null,
  };
  return live.progress ?? stored;
}

/** What a job shows that does not run: its stored share, and all of it only once it is completed. */
export function storedFraction({ state, doneMs, facts }: JobRecord): number {
  if (state === 'completed') return 1;
  if (facts.durationMs === null || facts.durationMs === 0) return 0;
  return Math.min(doneMs / facts.durationMs, 0.99);
}
