import { EarshotError, type Failure } from '../../../shared/errors.ts';
import { type JobState, RECOVERED_STATES } from '../../../shared/job-state.ts';
import { failpoint } from '../process/failpoint.ts';
import type { Connection } from './connection.ts';
import type { JobEvents } from './job-events.ts';
import type { JobTable } from './job-table.ts';
import type { OwnerTables } from './owner-tables.ts';
import type { RevisionCounters } from './revision-counters.ts';
import type { Recovery } from './store.ts';

type ByBoot = { readonly boot: string };
type Interrupted = { readonly jobId: number; readonly state: JobState; readonly crashes: number };

type Recovered = {
  readonly jobId: number;
  readonly state: JobState;
  readonly crashes: number;
  readonly blockReason: 'crash-loop' | null;
  readonly failure: string | null;
  readonly isFinal: 0 | 1;
  readonly atMs: number;
};

type Ports = {
  readonly connection: Connection;
  readonly jobs: JobTable;
  readonly events: JobEvents;
  readonly owners: OwnerTables;
  readonly counters: RevisionCounters;
  /** Wall time, for display. */
  readonly now: () => number;
};

/** Brings what a program left behind into states from which it can go on. Doing it twice changes nothing more. */
export class JobRecovery {
  readonly #ports: Ports;
  readonly #interrupted;
  readonly #recover;
  readonly #releaseChunks;
  readonly #unfinished;

  constructor(ports: Ports) {
    this.#ports = ports;
    const { connection } = ports;
    this.#interrupted = connection.prepare<ByBoot, Interrupted>(`
      SELECT id AS jobId, state, crashes FROM jobs
      WHERE state IN ('running', 'pausing', 'canceling') AND owner_boot <> @boot ORDER BY id`);
    this.#recover = connection.prepare<Recovered>(`
      UPDATE jobs SET state = @state, owner_boot = NULL, crashes = @crashes, block_reason = @blockReason,
        failure = @failure, finished_at_ms = iif(@isFinal, @atMs, finished_at_ms), updated_at_ms = @atMs
      WHERE id = @jobId`);
    this.#releaseChunks = connection.prepare<ByBoot>(`
      UPDATE chunks SET state = 'pending' WHERE state = 'running' AND revision_id NOT IN (
        SELECT revisions.id FROM jobs
        JOIN revisions ON revisions.job_id = jobs.id AND revisions.number = jobs.revision
        WHERE jobs.state IN ('running', 'pausing', 'canceling') AND jobs.owner_boot = @boot
      )`);
    this.#unfinished = connection.prepare<object, { revisionId: number }>(`
      SELECT revisions.id AS revisionId FROM jobs
      JOIN revisions ON revisions.job_id = jobs.id AND revisions.number = jobs.revision
      WHERE NOT revisions.complete AND EXISTS (SELECT 1 FROM chunks WHERE revision_id = revisions.id)`);
  }

  recover(boot: string, version: string, crashLimit: number): Recovery {
    const { jobs, owners, counters, now } = this.#ports;
    const previousEndWasClean = owners.begin(boot, version, now());
    const interrupted = this.#interrupted.all({ boot });
    for (const job of interrupted) this.#recoverOne(job, !previousEndWasClean, crashLimit);
    this.#releaseChunks.run({ boot });
    failpoint('recovery.before-counters');
    for (const { revisionId } of this.#unfinished.all({})) counters.recount(revisionId);
    const recovered = interrupted.flatMap(({ jobId }) => jobs.byId(jobId) ?? []);
    return { boot, previousEndWasClean, recovered };
  }

  #recoverOne(
    { jobId, state: from, crashes: before }: Interrupted,
    hasCrashed: boolean,
    crashLimit: number,
  ): void {
    const { events, now } = this.#ports;
    const crashes = hasCrashed ? before + 1 : before;
    const wanted = RECOVERED_STATES[from];
    // Only what would start again by itself can take the program down again and again.
    const isLooping = wanted === 'queued' && hasCrashed && crashes >= crashLimit;
    const failure = isLooping ? crashLoop(crashes) : null;
    const to: JobState = isLooping ? 'blocked' : wanted;
    this.#recover.run({
      jobId,
      state: to,
      crashes,
      blockReason: isLooping ? 'crash-loop' : null,
      failure: failure === null ? null : JSON.stringify(failure),
      isFinal: to === 'canceled' ? 1 : 0,
      atMs: now(),
    });
    const { code = null, message: detail = null } = failure ?? {};
    events.add({ jobId, event: 'recover', from, to, actor: 'recovery', code, detail });
  }
}

function crashLoop(crashes: number): Failure {
  return new EarshotError(
    'crash-loop',
    `Earshot ended ${crashes} times in a row while it worked on this recording.`,
  ).toFailure();
}
