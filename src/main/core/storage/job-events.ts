import { z } from 'zod';
import { type JobHistoryEntry, jobHistoryEntrySchema } from '../../../shared/contract/job.ts';
import type { Connection } from './connection.ts';
import type { Actor } from './store.ts';

type NewEvent = {
  readonly jobId: number;
  readonly event: string;
  readonly from: string;
  readonly to: string;
  readonly actor: Actor;
  readonly code?: string | null;
  readonly detail?: string | null;
};

/** So many lines of each job are kept: one that is tried again for weeks must not fill the disk. */
const HISTORY_KEPT = 500;

/** The history of all jobs, the newest lines of each. They go with their job. */
export class JobEvents {
  readonly #now: () => number;
  readonly #insert;
  readonly #prune;
  readonly #ofJob;

  /** @param now wall time, for display */
  constructor(connection: Connection, now: () => number) {
    this.#now = now;
    this.#insert = connection.prepare<Required<NewEvent> & { atMs: number }>(`
      INSERT INTO job_events (job_id, at_ms, epoch, event, from_state, to_state, actor, code, detail)
      SELECT id, @atMs, epoch, @event, @from, @to, @actor, @code, @detail FROM jobs WHERE id = @jobId`);
    this.#prune = connection.prepare<{ jobId: number; kept: number }>(`
      DELETE FROM job_events WHERE job_id = @jobId AND id <= (
        SELECT id FROM job_events WHERE job_id = @jobId ORDER BY id DESC LIMIT 1 OFFSET @kept
      )`);
    // An older version has kept all lines.
    this.#ofJob = connection.prepare<{ jobId: number; kept: number }>(`
      SELECT atMs, "from", "to", actor, code, detail FROM (
        SELECT id, at_ms AS atMs, from_state AS "from", to_state AS "to", actor, code, detail
        FROM job_events WHERE job_id = @jobId ORDER BY id DESC LIMIT @kept
      ) ORDER BY id`);
  }

  add(event: NewEvent): void {
    this.#insert.run({ code: null, detail: null, ...event, atMs: this.#now() });
    this.#prune.run({ jobId: event.jobId, kept: HISTORY_KEPT });
  }

  /**
   * Something was asked of a job that it cannot do in its state, or by somebody whose turn is over. A person is told at
   * once instead: who asks for everything again and again must not push out what has happened.
   */
  refuse(jobId: number, event: string, state: string, actor: Actor, reason: string): void {
    if (actor === 'user') return;
    this.add({ jobId, event, from: state, to: state, actor, code: 'state-refused', detail: reason });
  }

  ofJob(jobId: number): JobHistoryEntry[] {
    return z.array(jobHistoryEntrySchema).parse(this.#ofJob.all({ jobId, kept: HISTORY_KEPT }));
  }
}
