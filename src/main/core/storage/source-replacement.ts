import { isFinal, type JobEvent, type JobState } from '../../../shared/job-state.ts';
import { HAS_A_RUN } from '../../../shared/job-state-groups.ts';
import type { Connection } from './connection.ts';
import type { JobEvents } from './job-events.ts';
import type { JobSteps } from './job-steps.ts';
import type { JobTable } from './job-table.ts';
import type { RevisionTable } from './revision-table.ts';
import type { JobRecord, SourceFingerprint } from './store.ts';

type ById = { readonly jobId: number };

type Ports = {
  readonly connection: Connection;
  readonly jobs: JobTable;
  readonly steps: JobSteps;
  readonly events: JobEvents;
  readonly revisions: RevisionTable;
};

/** Gives a job another recording: what was heard of the old one stays with the old revision. */
export class SourceReplacement {
  readonly #ports: Ports;
  readonly #hasWork;
  readonly #replace;
  readonly #startOver;

  constructor(ports: Ports) {
    this.#ports = ports;
    const { connection } = ports;
    this.#hasWork = connection.prepare<ById, { found: 0 | 1 }>(`
      SELECT revisions.complete
        OR EXISTS (SELECT 1 FROM chunks WHERE revision_id = revisions.id)
        OR EXISTS (SELECT 1 FROM speech_slices WHERE revision_id = revisions.id) AS found
      FROM jobs JOIN revisions ON revisions.job_id = jobs.id AND revisions.number = jobs.revision
      WHERE jobs.id = @jobId`);
    this.#replace = connection.prepare<ById & SourceFingerprint>(`
      UPDATE sources SET path = @path, size_bytes = @sizeBytes, modified_at_ms = @modifiedAtMs,
        partial_hash = @partialHash, managed_copy = NULL, duration_ms = NULL, recorded_at = NULL
      WHERE job_id = @jobId`);
    this.#startOver = connection.prepare<ById>(
      'UPDATE jobs SET attempt = 0, downgrades = 0, crashes = 0 WHERE id = @jobId',
    );
  }

  /** @returns null while the job has a run, and for a job that is not there */
  take(jobId: number, source: SourceFingerprint): JobRecord | null {
    const { jobs, steps, events, revisions } = this.#ports;
    const job = jobs.byId(jobId);
    if (job === null || HAS_A_RUN.has(job.state)) return null;
    const { path, sizeBytes, modifiedAtMs, partialHash } = source;
    this.#replace.run({ jobId, path, sizeBytes, modifiedAtMs, partialHash });
    this.#startOver.run({ jobId });
    const hasWork = this.#hasWork.get({ jobId })?.found === 1;
    // First, so that the step is one of the new revision: nothing of the old one is opened again.
    if (hasWork) revisions.begin(jobId, job.options);
    const detail = 'Another recording takes the place of the one before.';
    events.add({ jobId, event: 'replace-source', from: job.state, to: job.state, actor: 'user', detail });
    const event = wayBack(job.state, hasWork);
    if (event !== null) steps.take({ jobId, event, actor: 'user', epoch: null });
    else jobs.touch(jobId);
    return jobs.byId(jobId);
  }
}

/** @returns how the job gets back among the waiting, or null when it is there, or was paused by a person */
function wayBack(state: JobState, hasWork: boolean): JobEvent | null {
  if (isFinal(state)) return hasWork ? 'redo' : 'retry';
  if (state === 'blocked') return 'unblock';
  return state === 'retry_wait' ? 'retry' : null;
}
