import type { ActionReport, JobSelection } from '../../../shared/contract/methods.ts';
import { EarshotError } from '../../../shared/errors.ts';
import type { JobRecord } from '../storage/store.ts';
import type { JobBook } from './job-book.ts';

type Refusal = ActionReport['refused'][number];

/** The jobs that an action is about, and those that are not there. */
export type Picked = { readonly records: readonly JobRecord[]; readonly unknown: readonly Refusal[] };

/**
 * Finds the jobs of a selection. Those that were named are all there, each once, and may be refused later; of a batch and
 * of all jobs, only those that the action applies to.
 */
export function pickJobs(
  book: JobBook,
  selection: JobSelection,
  appliesTo: (record: JobRecord) => boolean,
): Picked {
  if (selection === 'all' || 'batchUid' in selection) {
    const isMeant = ({ batchUid }: JobRecord) => selection === 'all' || batchUid === selection.batchUid;
    return { records: [...book.all()].filter((record) => isMeant(record) && appliesTo(record)), unknown: [] };
  }
  const records: JobRecord[] = [];
  const unknown: Refusal[] = [];
  for (const uid of new Set(selection.uids)) {
    const record = book.find(uid);
    if (record === undefined) unknown.push(notThere(uid));
    else records.push(record);
  }
  return { records, unknown };
}

export function notThere(uid: string): Refusal {
  return { uid, error: new EarshotError('job-not-found', `There is no job ${uid}.`).toFailure() };
}

/** @param action what was asked, as in "cannot be paused" */
export function refuse({ uid, state }: JobRecord, action: string): Refusal {
  return { uid, error: refusal(state, action).toFailure() };
}

export function refusal(state: JobRecord['state'], action: string): EarshotError {
  return new EarshotError('state-refused', `A job that is ${IN_WORDS[state]} cannot be ${action}.`);
}

const IN_WORDS: Readonly<Record<JobRecord['state'], string>> = {
  importing: 'being looked at',
  queued: 'waiting',
  running: 'running',
  pausing: 'being paused',
  paused: 'paused',
  retry_wait: 'waiting for its next try',
  blocked: 'blocked',
  canceling: 'being cancelled',
  canceled: 'cancelled',
  failed: 'failed',
  completed: 'completed',
};
