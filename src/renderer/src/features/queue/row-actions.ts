import type { JobView } from '../../../../shared/contract/job.ts';
import type { ErrorCode } from '../../../../shared/errors.ts';
import { isFinal, nextState } from '../../../../shared/job-state.ts';

/** What can be done about a job; also the key of its words. */
export type RowAction =
  | 'next'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'retry'
  | 'tryNow'
  | 'continue'
  | 'locate'
  | 'models'
  | 'copy'
  | 'remove';

/** Nothing but another recording would help: trying again ends the same way. */
const HOPELESS: ReadonlySet<ErrorCode> = new Set([
  'no-audio-track',
  'audio-empty',
  'not-media',
  'file-empty',
  'not-a-file',
]);
const OF_MODEL: ReadonlySet<ErrorCode> = new Set(['model-missing', 'model-damaged', 'model-load-failed']);

/** The one thing to do about a job as it is now; null while nothing fits. */
// oxlint-disable-next-line consistent-return -- without a return at the end a new state does not compile
export function mainAction(job: JobView, place: number | null): RowAction | null {
  const { status } = job;
  switch (status.state) {
    case 'importing':
    case 'queued':
      return place === 1 ? 'cancel' : 'next';
    case 'running':
      return status.stage === 'finishing' ? null : 'pause';
    case 'pausing':
      return 'cancel';
    case 'paused':
      return 'resume';
    case 'retry_wait':
      return 'tryNow';
    case 'blocked':
      if (status.reason === 'source-missing' || status.reason === 'source-changed') return 'locate';
      return status.reason === 'model-missing' ? 'models' : 'retry';
    case 'canceling':
      return null;
    case 'canceled':
      return 'continue';
    case 'failed':
      if (HOPELESS.has(status.failure.code)) return 'remove';
      if (status.failure.code === 'file-not-found') return 'locate';
      return OF_MODEL.has(status.failure.code) ? 'models' : 'retry';
    case 'completed':
      return 'copy';
  }
}

/** Whether nothing goes on with a job until a person has done its main action. */
export function needsPerson({ status }: JobView): boolean {
  return status.state === 'blocked' || (status.state === 'failed' && !HOPELESS.has(status.failure.code));
}

const BATCH_ACTIONS = [
  'resume',
  'pause',
  'retry',
  'continue',
  'cancel',
  'remove',
] as const satisfies readonly RowAction[];

export type BatchOffer = {
  readonly action: (typeof BATCH_ACTIONS)[number];
  /** Those to which it applies. */
  readonly uids: readonly string[];
};

/** What can be done with several jobs at once. */
export function batchOffers(jobs: readonly JobView[]): readonly BatchOffer[] {
  return BATCH_ACTIONS.map((action) => ({
    action,
    uids: jobs.filter((job) => mayDo(job, action)).map(({ uid }) => uid),
  })).filter(({ uids }) => uids.length > 0);
}

/** Whether the queue would not refuse this now. */
// oxlint-disable-next-line consistent-return -- without a return at the end a new action does not compile
export function mayDo({ status, progress }: JobView, action: RowAction): boolean {
  switch (action) {
    case 'next':
      return status.state === 'importing' || status.state === 'queued';
    case 'retry':
      // Of a whole text there is nothing to try again: that is "transcribe again".
      if (status.state === 'completed') return status.gaps > 0;
      return status.state !== 'canceled' && nextState(status.state, 'retry') !== null;
    case 'continue':
      return status.state === 'canceled';
    case 'tryNow':
      return status.state === 'retry_wait';
    case 'locate':
      return status.state === 'blocked' || status.state === 'failed';
    case 'models':
      return true;
    case 'copy':
      // Also while the rest is still to come: what there is can be taken along.
      return status.state === 'completed' || progress.doneMs > 0;
    case 'remove':
      return isFinal(status.state);
    case 'pause':
    case 'resume':
    case 'cancel':
      return nextState(status.state, action) !== null;
  }
}
