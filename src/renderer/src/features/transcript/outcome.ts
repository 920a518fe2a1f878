import type { JobView } from '../../../../shared/contract/job.ts';
import type { Failure } from '../../../../shared/errors.ts';
import { mainAction, type RowAction } from '../queue/row-actions.ts';

/** How a job stands when it is not simply at work or done: what its text needs to be told beside it. */
export type Outcome = {
  readonly kind: 'failed' | 'needs-you' | 'retrying' | 'cancelled' | 'paused' | 'gaps' | 'files-not-written';
  /** What happened, in the words of the place where it happened; null where nothing went wrong. */
  readonly failure: Failure | null;
  /** The one thing to do about it. */
  readonly action: RowAction | null;
  /** Whether a smaller model may get through where this one did not. */
  readonly maySmaller: boolean;
  readonly gaps: number;
};

/** @returns null when there is nothing to tell: it waits, runs, or has done all it should */
export function outcomeOf(job: JobView): Outcome | null {
  const { status, exportStatus } = job;
  const action = mainAction(job, null);
  const base = { failure: null, action, maySmaller: false, gaps: 0 };
  switch (status.state) {
    case 'failed':
      return { ...base, kind: 'failed', failure: status.failure, maySmaller: isTooBig(status.failure) };
    case 'blocked':
      return { ...base, kind: 'needs-you', failure: status.failure, maySmaller: isTooBig(status.failure) };
    case 'retry_wait':
      return { ...base, kind: 'retrying', failure: status.failure };
    case 'canceled':
      return { ...base, kind: 'cancelled' };
    case 'paused':
      return { ...base, kind: 'paused' };
    case 'completed':
      if (status.gaps > 0) return { ...base, kind: 'gaps', action: 'retry', gaps: status.gaps };
      if (exportStatus.state !== 'failed') return null;
      return { ...base, kind: 'files-not-written', failure: exportStatus.failure, action: null };
    default:
      return null;
  }
}

/** Whether the text is whole but for what is told: then it comes first, and the telling scrolls away with it. */
export function isAside({ kind }: Outcome): boolean {
  return kind === 'gaps' || kind === 'files-not-written';
}

function isTooBig({ code }: Failure): boolean {
  return code === 'out-of-memory' || code === 'over-budget';
}

/** What somebody needs who is to find out what went wrong: no path, no text. */
export function detailsOf(job: JobView, failure: Failure): string {
  const { engine, options, uid } = job;
  const ran = engine ?? { model: options.model, variant: '', backend: options.device };
  return [
    `${failure.code}: ${failure.message}`,
    failure.detail,
    `job ${uid}, revision ${job.revision}`,
    `model ${ran.model}, ${[ran.backend, ran.variant].filter(Boolean).join(' ')}, quality ${options.quality}`,
    `done ${job.progress.doneMs} of ${job.progress.durationMs ?? '?'} ms, ${job.progress.chunksDone} parts`,
  ]
    .filter((line) => line !== null && line !== '')
    .join('\n');
}
