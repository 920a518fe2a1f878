import type { ExportRule, JobOptions } from '../../../shared/job-options.ts';
import type { Connection } from './connection.ts';
import { FENCED_REVISION } from './fence.ts';
import type { JobEvents } from './job-events.ts';
import type { JobSteps } from './job-steps.ts';
import type { JobTable } from './job-table.ts';
import type { SearchIndex } from './search-index.ts';
import type { EngineRecord, Fence, JobRecord, RunSummary } from './store.ts';

type ByJob = { readonly jobId: number };
type Fenced = ByJob & { readonly epoch: number };

type CompletedRow = {
  readonly revisionId: number;
  readonly durationMs: number;
  readonly track: number;
  readonly warnings: string;
};

type Counts = { readonly planned: number; readonly open: number; readonly gaps: number };

type Ports = {
  readonly connection: Connection;
  readonly jobs: JobTable;
  readonly steps: JobSteps;
  readonly events: JobEvents;
  readonly search: SearchIndex;
};

/** How a revision begins, what made it, and how it becomes the text that is shown. */
export class RevisionTable {
  readonly #ports: Ports;
  readonly #setEngine;
  readonly #counts;
  readonly #pair;
  readonly #complete;
  readonly #show;
  readonly #nextNumber;
  readonly #insert;
  readonly #work;

  constructor(ports: Ports) {
    this.#ports = ports;
    const { connection } = ports;
    this.#setEngine = connection.prepare<Fenced & { engine: string }>(
      `UPDATE revisions SET engine = @engine WHERE id = (${FENCED_REVISION})`,
    );
    this.#counts = connection.prepare<ByJob, Counts>(`
      SELECT count(*) AS planned, coalesce(sum(chunks.state NOT IN ('done', 'gap')), 0) AS open,
        coalesce(sum(chunks.state = 'gap'), 0) AS gaps
      FROM jobs
      JOIN revisions ON revisions.job_id = jobs.id AND revisions.number = jobs.revision
      JOIN chunks ON chunks.revision_id = revisions.id
      WHERE jobs.id = @jobId AND jobs.removed_at_ms IS NULL`);
    this.#pair = connection.prepare<ByJob, { workingId: number; shownId: number }>(`
      SELECT working.id AS workingId, shown.id AS shownId FROM jobs
      JOIN revisions AS working ON working.job_id = jobs.id AND working.number = jobs.revision
      JOIN revisions AS shown ON shown.job_id = jobs.id AND shown.number = jobs.shown_revision
      WHERE jobs.id = @jobId`);
    this.#complete = connection.prepare<CompletedRow>(`
      UPDATE revisions SET complete = 1, duration_ms = @durationMs, done_ms = @durationMs, track = @track,
        warnings = @warnings
      WHERE id = @revisionId`);
    this.#show = connection.prepare<ByJob & { exportStatus: string }>(
      'UPDATE jobs SET shown_revision = revision, sidecar_revision = NULL, export_status = @exportStatus WHERE id = @jobId',
    );
    this.#nextNumber = connection.prepare<ByJob, { number: number }>(
      'SELECT max(number) + 1 AS number FROM revisions WHERE job_id = @jobId',
    );
    this.#insert = connection.prepare<ByJob & { number: number; options: string }>(
      'INSERT INTO revisions (job_id, number, options) VALUES (@jobId, @number, @options)',
    );
    this.#work = connection.prepare<ByJob & { number: number }>(
      'UPDATE jobs SET revision = @number, attempt = 0, downgrades = 0 WHERE id = @jobId',
    );
  }

  /** @returns false when the run is no longer the one that counts */
  setEngine(fence: Fence, engine: EngineRecord): boolean {
    const { jobId, epoch } = fence;
    const { changes } = this.#setEngine.run({ jobId, epoch, engine: JSON.stringify(engine) });
    if (changes === 1) this.#ports.jobs.touch(jobId);
    return changes === 1;
  }

  /**
   * The text is whole: it becomes the one that is shown, and its files are owed.
   *
   * @returns null when refused: by the fence, with open parts, or when the engine got through none of them
   */
  complete({ jobId, epoch }: Fence, summary: RunSummary): JobRecord | null {
    const { jobs, steps, events, search } = this.#ports;
    const reason = whyIncomplete(this.#counts.get({ jobId }));
    if (reason !== null) {
      const state = jobs.byId(jobId)?.state ?? '';
      events.refuse(jobId, 'complete', state, 'queue', reason);
      return null;
    }
    const { durationMs, workMs } = summary;
    // Now that all sound was read, its length is known.
    const facts = { durationMs, recordedAt: null };
    const done = steps.take({ jobId, event: 'complete', actor: 'queue', epoch, workMs, facts });
    const pair = this.#pair.get({ jobId });
    if (done === null || pair === undefined) return null;
    this.#complete.run({
      revisionId: pair.workingId,
      durationMs: Math.round(durationMs),
      track: summary.track,
      warnings: JSON.stringify(summary.warnings),
    });
    if (pair.shownId !== pair.workingId) {
      search.deleteRevision(pair.shownId);
      search.addRevision(pair.workingId);
    }
    this.#show.run({ jobId, exportStatus: JSON.stringify(owed(done.exports)) });
    return jobs.byId(jobId);
  }

  /** A new revision; the old one is shown until the new one is complete. @returns null when refused */
  redo(jobId: number, options: JobOptions): JobRecord | null {
    const { jobs, steps } = this.#ports;
    if (steps.take({ jobId, event: 'redo', actor: 'user', epoch: null }) === null) return null;
    this.begin(jobId, options);
    return jobs.byId(jobId);
  }

  /** From now on the job works on a new and empty revision. */
  begin(jobId: number, options: JobOptions): void {
    const number = this.#nextNumber.get({ jobId })?.number ?? 1;
    this.#insert.run({ jobId, number, options: JSON.stringify(options) });
    this.#work.run({ jobId, number });
  }
}

function whyIncomplete({ planned, open, gaps }: Counts = { planned: 0, open: 0, gaps: 0 }): string | null {
  if (open > 0) return `${open} parts are not finished.`;
  return planned > 0 && gaps === planned ? 'The engine got through none of the parts.' : null;
}

function owed({ formats }: ExportRule): { state: 'none' | 'pending' } {
  return { state: formats.length === 0 ? 'none' : 'pending' };
}
