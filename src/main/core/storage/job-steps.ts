import type { BlockReason } from '../../../shared/contract/job.ts';
import { EarshotError } from '../../../shared/errors.ts';
import { isFinal, type JobEvent, type JobState, nextState } from '../../../shared/job-state.ts';
import { HAS_A_RUN } from '../../../shared/job-state-groups.ts';
import type { ChunkTable } from './chunk-table.ts';
import type { Connection } from './connection.ts';
import type { JobEvents } from './job-events.ts';
import type { JobTable } from './job-table.ts';
import { toJsonOrNull } from './json-column.ts';
import type { JobRecord, SourceFacts, Step } from './store.ts';

/** Somebody wants it to go on although it went wrong: what went wrong before no longer counts. */
const FORGIVING: ReadonlySet<JobEvent> = new Set(['retry', 'redo', 'unblock']);
/** The job begins anew as far as its times are concerned. */
const STARTING_OVER: ReadonlySet<JobEvent> = new Set(['retry', 'redo']);

/** Steps that come with more than a state; each is a method of the store. */
const OWN_METHODS: ReadonlySet<JobEvent> = new Set(['start', 'complete', 'redo']);

type Current = {
  readonly state: JobState;
  readonly epoch: number;
  readonly revisionId: number;
  readonly planned: number;
  readonly gaps: number;
};

type Change = {
  readonly jobId: number;
  readonly from: JobState;
  readonly to: JobState;
  readonly epoch: number;
  readonly newEpoch: number;
  readonly boot: string | null;
  readonly blockReason: BlockReason | null;
  readonly failure: string | null;
  readonly notBeforeMs: number;
  readonly attempt: 'next' | 'reset' | null;
  readonly downgrades: number | null;
  readonly isForgiving: 0 | 1;
  readonly isStart: 0 | 1;
  readonly isStartingOver: 0 | 1;
  readonly isFinal: 0 | 1;
  readonly atMs: number;
};

type FactsRow = SourceFacts & { readonly jobId: number };

type Ports = {
  readonly connection: Connection;
  readonly jobs: JobTable;
  readonly chunks: ChunkTable;
  readonly events: JobEvents;
  /** Wall time, for display. */
  readonly now: () => number;
};

/** Every change of a job's state: looked up in the table of `job-state.ts`, fenced, and written into the history. */
export class JobSteps {
  readonly #ports: Ports;
  readonly #current;
  readonly #change;
  readonly #setFacts;
  readonly #setHash;
  readonly #setIncomplete;
  readonly #addWork;

  constructor(ports: Ports) {
    this.#ports = ports;
    const { connection } = ports;
    this.#current = connection.prepare<{ jobId: number }, Current>(`
      SELECT jobs.state, jobs.epoch, revisions.id AS revisionId, chunks_planned AS planned, chunks_gap AS gaps
      FROM jobs JOIN revisions ON revisions.job_id = jobs.id AND revisions.number = jobs.revision
      WHERE jobs.id = @jobId AND jobs.removed_at_ms IS NULL`);
    this.#change = connection.prepare<Change>(`
      UPDATE jobs SET
        state = @to,
        epoch = @newEpoch,
        owner_boot = iif(@to IN ('running', 'pausing', 'canceling'), coalesce(@boot, owner_boot), NULL),
        block_reason = @blockReason,
        failure = iif(@to IN ('blocked', 'failed', 'retry_wait'), @failure, NULL),
        not_before_ms = @notBeforeMs,
        attempt = CASE @attempt WHEN 'next' THEN attempt + 1 WHEN 'reset' THEN 0 ELSE attempt END,
        downgrades = coalesce(@downgrades, downgrades),
        crashes = iif(@isForgiving, 0, crashes),
        started_at_ms = CASE WHEN @isStart THEN coalesce(started_at_ms, @atMs)
                             WHEN @isStartingOver THEN NULL ELSE started_at_ms END,
        finished_at_ms = iif(@isFinal, @atMs, NULL),
        updated_at_ms = @atMs
      WHERE id = @jobId AND state = @from AND epoch = @epoch`);
    this.#setFacts = connection.prepare<FactsRow>(`
      UPDATE sources SET duration_ms = coalesce(CAST(round(@durationMs) AS INTEGER), duration_ms),
        recorded_at = coalesce(@recordedAt, recorded_at)
      WHERE job_id = @jobId`);
    this.#setHash = connection.prepare<{ jobId: number; partialHash: string }>(
      'UPDATE sources SET partial_hash = @partialHash WHERE job_id = @jobId',
    );
    this.#setIncomplete = connection.prepare<{ revisionId: number }>(
      'UPDATE revisions SET complete = 0 WHERE id = @revisionId',
    );
    this.#addWork = connection.prepare<{ revisionId: number; workMs: number }>(
      'UPDATE revisions SET work_ms = work_ms + @workMs WHERE id = @revisionId',
    );
  }

  /**
   * A step that is nothing more than that.
   *
   * @throws EarshotError `internal` for one that comes with more
   */
  takePlain(step: Step): JobRecord | null {
    if (!OWN_METHODS.has(step.event)) return this.take(step);
    throw new EarshotError('internal', `"${step.event}" is a method of its own.`);
  }

  /**
   * @param boot the owner who starts the job; null for every other step
   * @returns the job as it is now, or null when the step was refused or there is no such job
   */
  take(step: Step, boot: string | null = null): JobRecord | null {
    const { jobs, chunks, events, now } = this.#ports;
    const { jobId, event, actor } = step;
    const current = this.#current.get({ jobId });
    if (current === undefined) return null;
    const { state: from, epoch, revisionId } = current;
    const to = nextState(from, event);
    const objection = objectionTo(step, current);
    if (to === null || objection !== null) {
      const reason = objection ?? `"${event}" is not possible in the state "${from}".`;
      events.refuse(jobId, event, from, actor, reason);
      return null;
    }
    const isStart = event === 'start';
    this.#change.run({
      jobId,
      from,
      to,
      epoch,
      newEpoch: isStart ? epoch + 1 : epoch,
      boot,
      blockReason: step.blockReason ?? null,
      failure: toJsonOrNull(step.failure),
      notBeforeMs: Math.round(step.notBeforeMs ?? 0),
      attempt: step.attempt ?? null,
      downgrades: step.downgrades ?? null,
      isForgiving: FORGIVING.has(event) ? 1 : 0,
      isStart: isStart ? 1 : 0,
      isStartingOver: STARTING_OVER.has(event) ? 1 : 0,
      isFinal: isFinal(to) ? 1 : 0,
      atMs: now(),
    });
    if (!HAS_A_RUN.has(to)) chunks.release(revisionId);
    if (event === 'retry' && isAboutGaps(current)) this.#reopen(revisionId);
    if (event === 'retry') chunks.forgiveDeaths(revisionId);
    if (step.workMs !== undefined) this.#addWork.run({ revisionId, workMs: Math.round(step.workMs) });
    if (step.facts !== undefined) this.#setFacts.run({ jobId, ...step.facts });
    if (step.partialHash !== undefined) this.#setHash.run({ jobId, partialHash: step.partialHash });
    const { code = null, message: detail = null } = step.failure ?? {};
    events.add({ jobId, event, from, to, actor, code, detail });
    return jobs.byId(jobId);
  }

  /** Only chunks with gaps are done again, and until then the text is not complete. All text stays. */
  #reopen(revisionId: number): void {
    this.#ports.chunks.reopenGaps(revisionId);
    this.#setIncomplete.run({ revisionId });
  }
}

/** @returns why a step that the table of states knows is not taken all the same, or null */
function objectionTo({ event, epoch: asking }: Step, current: Current): string | null {
  const { state, epoch } = current;
  if (asking !== null && asking !== epoch)
    return `Run ${asking} asked for "${event}", but run ${epoch} has begun.`;
  const isWhole = event === 'retry' && state === 'completed' && current.gaps === 0;
  return isWhole ? 'All parts have their text: there is nothing to try again.' : null;
}

/** A job that has nothing but gaps can never be completed unless they are tried again. */
function isAboutGaps({ state, planned, gaps }: Current): boolean {
  return gaps > 0 && (state === 'completed' || gaps === planned);
}
