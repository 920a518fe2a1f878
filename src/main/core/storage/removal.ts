import { FINAL_STATES } from '../../../shared/job-state.ts';
import type { Connection } from './connection.ts';
import { type JobRow, SELECT_JOB, toJobRecord } from './job-row.ts';
import type { SearchIndex } from './search-index.ts';
import type { SidecarWriter } from './sidecar-writer.ts';
import type { JobRecord, PurgedJob } from './store.ts';

const IS_FINAL = `state IN (${FINAL_STATES.map((state) => `'${state}'`).join(', ')})`;

/** Taking jobs off the list, bringing them back, and deleting them for good. */
export class Removal {
  readonly #search: SearchIndex;
  readonly #files: SidecarWriter;
  readonly #now: () => number;
  readonly #remove;
  readonly #restore;
  readonly #job;
  readonly #expired;
  readonly #expiredRevisions;
  readonly #delete;

  /** @param now wall time: removed jobs are kept for so many days */
  constructor(connection: Connection, search: SearchIndex, files: SidecarWriter, now: () => number) {
    this.#search = search;
    this.#files = files;
    this.#now = now;
    this.#remove = connection.prepare<{ jobId: number; atMs: number }, { uid: string }>(`
      UPDATE jobs SET removed_at_ms = @atMs, updated_at_ms = @atMs
      WHERE id = @jobId AND removed_at_ms IS NULL AND ${IS_FINAL} RETURNING uid`);
    this.#restore = connection.prepare<{ uid: string; atMs: number }>(`
      UPDATE jobs SET removed_at_ms = NULL, updated_at_ms = @atMs
      WHERE uid = @uid AND removed_at_ms IS NOT NULL`);
    this.#job = connection.prepare<{ uid: string }, JobRow>(`${SELECT_JOB} WHERE jobs.uid = @uid`);
    this.#expired = connection.prepare<{ beforeMs: number }, PurgedJob & { id: number }>(`
      SELECT jobs.id, jobs.uid, sources.path AS sourcePath, sources.managed_copy AS managedCopy,
        artefacts.file_name AS playbackFile
      FROM jobs JOIN sources ON sources.job_id = jobs.id
      LEFT JOIN artefacts ON artefacts.job_id = jobs.id AND artefacts.kind = 'playback'
      WHERE jobs.removed_at_ms < @beforeMs`);
    this.#expiredRevisions = connection.prepare<{ jobId: number }, { id: number }>(
      'SELECT id FROM revisions WHERE job_id = @jobId',
    );
    this.#delete = connection.prepare<{ jobId: number }>('DELETE FROM jobs WHERE id = @jobId');
  }

  /** @returns the uids of those that were final and are off the list now */
  remove(jobIds: readonly number[]): string[] {
    return jobIds.flatMap((jobId) => this.#remove.all({ jobId, atMs: this.#now() })).map(({ uid }) => uid);
  }

  /** @returns those that were removed and are on the list again */
  restore(uids: readonly string[]): JobRecord[] {
    return uids
      .filter((uid) => this.#restore.run({ uid, atMs: this.#now() }).changes === 1)
      .flatMap((uid) => this.#job.all({ uid }).map(toJobRecord));
  }

  /**
   * Files go first: one without its job would bring the job back, should the database ever be restored. A job whose file
   * cannot be removed now is left for the next time.
   *
   * @returns the jobs that are gone, with all their text
   */
  purge(beforeMs: number): PurgedJob[] {
    const expired = this.#expired.all({ beforeMs }).filter(({ uid }) => this.#files.remove(uid));
    for (const { id: jobId } of expired) {
      for (const { id } of this.#expiredRevisions.all({ jobId })) this.#search.deleteRevision(id);
      this.#delete.run({ jobId });
    }
    return expired.map(({ id: _id, ...job }) => job);
  }
}
