import type { Connection } from './connection.ts';
import type { JobTable } from './job-table.ts';
import type { SearchIndex } from './search-index.ts';

type Found = { readonly id: number; readonly text: string };

/** Changes that a person makes to the text. What stood there before is kept. */
export class SegmentEdits {
  readonly #jobs: JobTable;
  readonly #search: SearchIndex;
  readonly #now: () => number;
  readonly #find;
  readonly #setText;
  readonly #keepTextBefore;

  /** @param now wall time, for display */
  constructor(connection: Connection, jobs: JobTable, search: SearchIndex, now: () => number) {
    this.#jobs = jobs;
    this.#search = search;
    this.#now = now;
    this.#find = connection.prepare<{ jobId: number; segmentId: string }, Found>(`
      SELECT segments.id, segments.text FROM segments
      JOIN revisions ON revisions.id = segments.revision_id
      JOIN jobs ON jobs.id = revisions.job_id AND jobs.shown_revision = revisions.number
      WHERE jobs.id = @jobId AND jobs.removed_at_ms IS NULL AND segments.segment_id = @segmentId`);
    this.#setText = connection.prepare<Found>('UPDATE segments SET text = @text WHERE id = @id');
    this.#keepTextBefore = connection.prepare<{ id: number; atMs: number; textBefore: string }>(
      'INSERT INTO segment_edits (segment_row, at_ms, text_before) VALUES (@id, @atMs, @textBefore)',
    );
  }

  /** @returns false when no such segment is shown */
  edit(jobId: number, segmentId: string, text: string): boolean {
    const segment = this.#find.get({ jobId, segmentId });
    if (segment === undefined) return false;
    if (segment.text === text) return true;
    const { id, text: textBefore } = segment;
    this.#keepTextBefore.run({ id, atMs: this.#now(), textBefore });
    this.#setText.run({ id, text });
    this.#search.put(id, text);
    this.#jobs.oweSidecar(jobId);
    this.#jobs.touch(jobId);
    return true;
  }
}
