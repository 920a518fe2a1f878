import type { ExportStatus } from '../../../shared/contract/job.ts';
import type { ExportRule } from '../../../shared/job-options.ts';
import type { Connection } from './connection.ts';
import { type JobRow, SELECT_JOB, toJobRecord } from './job-row.ts';
import type { JobRecord, SourceFingerprint } from './store.ts';

type ById = { readonly jobId: number };
type Stamped = ById & { readonly atMs: number };

/** Jobs as they are, and the changes that are no steps of the state machine. Removed jobs are not seen. */
export class JobTable {
  readonly #now: () => number;
  readonly #all;
  readonly #byId;
  readonly #byUid;
  readonly #ofSource;
  readonly #owingExports;
  readonly #setExports;
  readonly #setExportStatus;
  readonly #setPriority;
  readonly #setRank;
  readonly #addNotice;
  readonly #relocate;
  readonly #oweSidecar;
  readonly #touch;

  /** @param now wall time, for display */
  constructor(connection: Connection, now: () => number) {
    this.#now = now;
    this.#all = connection.prepare<object, JobRow>(
      `${SELECT_JOB} WHERE jobs.removed_at_ms IS NULL ORDER BY jobs.id`,
    );
    this.#byId = connection.prepare<ById, JobRow>(
      `${SELECT_JOB} WHERE jobs.id = @jobId AND jobs.removed_at_ms IS NULL`,
    );
    this.#byUid = connection.prepare<{ uid: string }, JobRow>(
      `${SELECT_JOB} WHERE jobs.uid = @uid AND jobs.removed_at_ms IS NULL`,
    );
    this.#ofSource = connection.prepare<SourceFingerprint, JobRow>(`
      ${SELECT_JOB} WHERE sources.size_bytes = @sizeBytes AND jobs.removed_at_ms IS NULL AND (
        (sources.path = @path AND sources.modified_at_ms = @modifiedAtMs) OR sources.partial_hash = @partialHash
      ) ORDER BY jobs.id`);
    this.#owingExports = connection.prepare<object, { uid: string }>(`
      SELECT uid FROM jobs WHERE export_status ->> '$.state' = 'pending' AND removed_at_ms IS NULL ORDER BY id`);
    this.#setExports = connection.prepare<Stamped & { exports: string }>(
      'UPDATE jobs SET exports = @exports, updated_at_ms = @atMs WHERE id = @jobId',
    );
    this.#setExportStatus = connection.prepare<Stamped & { status: string }>(
      'UPDATE jobs SET export_status = @status, updated_at_ms = @atMs WHERE id = @jobId',
    );
    this.#setPriority = connection.prepare<Stamped & { priority: number }>(
      'UPDATE jobs SET priority = @priority, updated_at_ms = @atMs WHERE id = @jobId',
    );
    this.#setRank = connection.prepare<Stamped & { rank: number }>(
      'UPDATE jobs SET rank = @rank, updated_at_ms = @atMs WHERE id = @jobId',
    );
    this.#addNotice = connection.prepare<ById & { message: string }>(`
      UPDATE revisions SET notices = json_insert(notices, '$[#]', @message)
      WHERE job_id = @jobId AND number = (SELECT revision FROM jobs WHERE id = @jobId)
        AND NOT EXISTS (SELECT 1 FROM json_each(notices) WHERE value = @message)`);
    this.#relocate = connection.prepare<ById & SourceFingerprint>(`
      UPDATE sources SET path = @path, size_bytes = @sizeBytes, modified_at_ms = @modifiedAtMs, partial_hash = @partialHash
      WHERE job_id = @jobId`);
    this.#oweSidecar = connection.prepare<ById>('UPDATE jobs SET sidecar_revision = NULL WHERE id = @jobId');
    this.#touch = connection.prepare<Stamped>('UPDATE jobs SET updated_at_ms = @atMs WHERE id = @jobId');
  }

  all(): JobRecord[] {
    return this.#all.all({}).map(toJobRecord);
  }

  byId(jobId: number): JobRecord | null {
    const row = this.#byId.get({ jobId });
    return row === undefined ? null : toJobRecord(row);
  }

  byUid(uid: string): JobRecord | null {
    const row = this.#byUid.get({ uid });
    return row === undefined ? null : toJobRecord(row);
  }

  /** The same file untouched, or the same content wherever it lies. */
  ofSource({ path, sizeBytes, modifiedAtMs, partialHash }: SourceFingerprint): JobRecord[] {
    return this.#ofSource.all({ path, sizeBytes, modifiedAtMs, partialHash }).map(toJobRecord);
  }

  owingExports(): string[] {
    return this.#owingExports.all({}).map(({ uid }) => uid);
  }

  setExports(jobId: number, exports: ExportRule): JobRecord | null {
    this.#setExports.run({ jobId, exports: JSON.stringify(exports), atMs: this.#now() });
    return this.byId(jobId);
  }

  setExportStatus(jobId: number, status: ExportStatus): JobRecord | null {
    this.#setExportStatus.run({ jobId, status: JSON.stringify(status), atMs: this.#now() });
    this.oweSidecar(jobId);
    return this.byId(jobId);
  }

  setPriority(jobIds: readonly number[], priority: number): JobRecord[] {
    return jobIds.flatMap((jobId) => {
      this.#setPriority.run({ jobId, priority, atMs: this.#now() });
      return this.byId(jobId) ?? [];
    });
  }

  setRanks(ranks: readonly { jobId: number; rank: number }[]): JobRecord[] {
    return ranks.flatMap(({ jobId, rank }) => {
      this.#setRank.run({ jobId, rank, atMs: this.#now() });
      return this.byId(jobId) ?? [];
    });
  }

  /** A sentence that is there already is not said twice: a run that goes on meets the same faults of the recording. */
  addNotice(jobId: number, message: string): JobRecord | null {
    this.#addNotice.run({ jobId, message });
    this.touch(jobId);
    return this.byId(jobId);
  }

  /** What is known of the recording's length and date stays: it is the same recording elsewhere. */
  relocate(
    jobId: number,
    { path, sizeBytes, modifiedAtMs, partialHash }: SourceFingerprint,
  ): JobRecord | null {
    this.#relocate.run({ jobId, path, sizeBytes, modifiedAtMs, partialHash });
    this.oweSidecar(jobId);
    this.touch(jobId);
    return this.byId(jobId);
  }

  /** What stands in its transcript file is no longer what is known of the job. */
  oweSidecar(jobId: number): void {
    this.#oweSidecar.run({ jobId });
  }

  touch(jobId: number): void {
    this.#touch.run({ jobId, atMs: this.#now() });
  }
}
