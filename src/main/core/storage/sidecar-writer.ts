import type { Connection } from './connection.ts';
import { type JobRow, SELECT_SHOWN_JOB, toJobRecord } from './job-row.ts';
import { removeSidecar, sidecarOf, writeSidecar } from './sidecar.ts';
import type { JobRecord } from './store.ts';
import type { TranscriptReader } from './transcript-reader.ts';

/** Whose shown text is complete: only that is worth a file. */
const COMPLETE = 'revisions.complete AND jobs.removed_at_ms IS NULL';

/** Keeps the files of finished jobs in step with the database, and knows which of them are not. */
export class SidecarWriter {
  readonly #transcripts: TranscriptReader;
  readonly #folder: string;
  readonly #job;
  readonly #owed;
  readonly #setWritten;

  /** @param folder the `transcripts` folder of the data folder */
  constructor(connection: Connection, transcripts: TranscriptReader, folder: string) {
    this.#transcripts = transcripts;
    this.#folder = folder;
    this.#job = connection.prepare<{ jobId: number }, JobRow>(
      `${SELECT_SHOWN_JOB} WHERE jobs.id = @jobId AND ${COMPLETE}`,
    );
    this.#owed = connection.prepare<object, { uid: string }>(`
      SELECT jobs.uid FROM jobs
      JOIN revisions ON revisions.job_id = jobs.id AND revisions.number = jobs.shown_revision
      WHERE ${COMPLETE} AND jobs.sidecar_revision IS NOT jobs.shown_revision ORDER BY jobs.id`);
    this.#setWritten = connection.prepare<{ jobId: number; revision: number }>(
      'UPDATE jobs SET sidecar_revision = @revision WHERE id = @jobId',
    );
  }

  /** @returns the uids of those whose file is missing, or older than their text */
  owed(): string[] {
    return this.#owed.all({}).map(({ uid }) => uid);
  }

  /**
   * The file is on the disk before the database says so.
   *
   * @returns false for a job without a complete text
   * @throws EarshotError `disk-full`, `database-unwritable`; the file before is as it was, and the new one is owed
   */
  write(jobId: number): boolean {
    const row = this.#job.get({ jobId });
    if (row === undefined) return false;
    const job: JobRecord = toJobRecord(row);
    const transcript = this.#transcripts.open(job.uid, job.shownRevision);
    if (transcript === null) return false;
    writeSidecar(this.#folder, sidecarOf(job, transcript));
    this.#setWritten.run({ jobId, revision: job.shownRevision });
    return true;
  }

  /** @returns false when it cannot be removed now */
  remove(uid: string): boolean {
    return removeSidecar(this.#folder, uid);
  }
}
