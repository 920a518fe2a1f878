import type { Connection } from './connection.ts';
import type { JobEvents } from './job-events.ts';
import { type JobRow, SELECT_JOB, toJobRecord } from './job-row.ts';
import type { JobRecord, NewJob, SourceFingerprint } from './store.ts';

type SourceRow = SourceFingerprint & {
  readonly jobId: number;
  readonly foundIn: string | null;
  readonly managedCopy: string | null;
};

/** Takes new jobs in, behind all others in both orders. */
export class JobIntake {
  readonly #events: JobEvents;
  readonly #now: () => number;
  readonly #highestRank;
  readonly #insertJob;
  readonly #insertSource;
  readonly #insertRevision;
  readonly #since;

  /** @param now wall time, for display */
  constructor(connection: Connection, events: JobEvents, now: () => number) {
    this.#events = events;
    this.#now = now;
    this.#highestRank = connection.prepare<object, { rank: number }>(
      'SELECT coalesce(max(rank), 0) AS rank FROM jobs',
    );
    this.#insertJob = connection.prepare<{
      uid: string;
      batchUid: string | null;
      exports: string;
      rank: number;
      atMs: number;
    }>(`
      INSERT INTO jobs (uid, batch_uid, exports, export_status, state, rank, created_at_ms, updated_at_ms)
      VALUES (@uid, @batchUid, @exports, '{"state":"none"}', 'importing', @rank, @atMs, @atMs)`);
    this.#insertSource = connection.prepare<SourceRow>(`
      INSERT INTO sources (job_id, path, size_bytes, modified_at_ms, partial_hash, found_in, managed_copy)
      VALUES (@jobId, @path, @sizeBytes, @modifiedAtMs, @partialHash, @foundIn, @managedCopy)`);
    this.#insertRevision = connection.prepare<{ jobId: number; options: string }>(
      'INSERT INTO revisions (job_id, number, options) VALUES (@jobId, 1, @options)',
    );
    this.#since = connection.prepare<{ jobId: number }, JobRow>(
      `${SELECT_JOB} WHERE jobs.id >= @jobId ORDER BY jobs.id`,
    );
  }

  /** @throws SqliteError when a uid is taken */
  add(jobs: readonly NewJob[]): JobRecord[] {
    let rank = Math.floor(this.#highestRank.get({})?.rank ?? 0);
    let firstId: number | null = null;
    for (const job of jobs) {
      rank += 1;
      const jobId = this.#addOne(job, rank);
      firstId ??= jobId;
    }
    return firstId === null ? [] : this.#since.all({ jobId: firstId }).map(toJobRecord);
  }

  #addOne({ uid, batchUid, source, foundIn, managedCopy, options, exports }: NewJob, rank: number): number {
    const atMs = this.#now();
    const { lastInsertRowid } = this.#insertJob.run({
      uid,
      batchUid,
      exports: JSON.stringify(exports),
      rank,
      atMs,
    });
    const jobId = Number(lastInsertRowid);
    const { path, sizeBytes, modifiedAtMs, partialHash } = source;
    this.#insertSource.run({ jobId, path, sizeBytes, modifiedAtMs, partialHash, foundIn, managedCopy });
    this.#insertRevision.run({ jobId, options: JSON.stringify(options) });
    this.#events.add({ jobId, event: 'add', from: 'new', to: 'importing', actor: 'user' });
    return jobId;
  }
}
