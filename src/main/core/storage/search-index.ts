import { basename } from 'node:path';
import type { SearchHit } from '../../../shared/contract/methods.ts';
import type { Connection } from './connection.ts';
import { toStorageError } from './database-errors.ts';
import { toSearchQuery, toSearchText } from './search-text.ts';

type RowId = { readonly id: number };
type Indexed = RowId & { readonly text: string };
type HitRow = Omit<SearchHit, 'title'> & { readonly path: string };

const SHOWN_SEGMENTS = `
  SELECT segments.id, segments.text FROM segments
  JOIN revisions ON revisions.id = segments.revision_id
  JOIN jobs ON jobs.id = revisions.job_id AND jobs.shown_revision = revisions.number`;

/**
 * Full-text search over the text that is shown. Every change of that text tells the index in the same transaction.
 * Removed jobs stay in the index until they are purged, and are left out when somebody searches.
 */
export class SearchIndex {
  readonly #put;
  readonly #deleteOne;
  readonly #deleteRevision;
  readonly #ofRevision;
  readonly #find;
  readonly #shown;
  readonly #indexed;
  readonly #checkItself;
  readonly #clear;

  constructor(connection: Connection) {
    this.#put = connection.prepare<Indexed>('REPLACE INTO search (rowid, text) VALUES (@id, @text)');
    this.#deleteOne = connection.prepare<RowId>('DELETE FROM search WHERE rowid = @id');
    this.#deleteRevision = connection.prepare<{ revisionId: number }>(
      'DELETE FROM search WHERE rowid IN (SELECT id FROM segments WHERE revision_id = @revisionId)',
    );
    this.#ofRevision = connection.prepare<{ revisionId: number }, Indexed>(
      'SELECT id, text FROM segments WHERE revision_id = @revisionId',
    );
    this.#find = connection.prepare<{ query: string; limit: number }, HitRow>(`
      SELECT jobs.uid, sources.path, segments.segment_id AS segmentId, segments.start_ms AS startMs,
        segments.end_ms AS endMs, segments.text
      FROM search
      JOIN segments ON segments.id = search.rowid
      JOIN revisions ON revisions.id = segments.revision_id
      JOIN jobs ON jobs.id = revisions.job_id
      JOIN sources ON sources.job_id = jobs.id
      WHERE search MATCH @query AND jobs.removed_at_ms IS NULL
      ORDER BY search.rank LIMIT @limit`);
    this.#shown = connection.prepare<object, Indexed>(SHOWN_SEGMENTS);
    // The index cannot list its rows itself; this is the table in which it keeps their lengths.
    this.#indexed = connection.prepare<object, RowId>('SELECT id FROM search_docsize');
    this.#checkItself = connection.prepare<object>(
      "INSERT INTO search (search, rank) VALUES ('integrity-check', 0)",
    );
    this.#clear = connection.prepare<object>("INSERT INTO search (search) VALUES ('delete-all')");
  }

  /** Takes in a segment, or its new text. */
  put(id: number, text: string): void {
    this.#put.run({ id, text: toSearchText(text) });
  }

  delete(id: number): void {
    this.#deleteOne.run({ id });
  }

  /** Must come before the segments themselves are deleted. */
  deleteRevision(revisionId: number): void {
    this.#deleteRevision.run({ revisionId });
  }

  addRevision(revisionId: number): void {
    for (const { id, text } of this.#ofRevision.all({ revisionId })) this.put(id, text);
  }

  /** The best hits first. Whatever is typed is a valid query. */
  find(input: string, limit: number): SearchHit[] {
    const query = toSearchQuery(input);
    if (query === null) return [];
    return this.#find.all({ query, limit }).map(({ path, ...hit }) => ({ ...hit, title: basename(path) }));
  }

  /** Makes the index anew unless it is whole and holds exactly the segments that are shown. @returns whether it did */
  repair(): boolean {
    if (this.#isWhole() && this.#isInStep()) return false;
    this.#clear.run({});
    for (const { id, text } of this.#shown.all({})) this.put(id, text);
    return true;
  }

  #isWhole(): boolean {
    try {
      this.#checkItself.run({});
      return true;
    } catch (thrown) {
      if (toStorageError(thrown).code === 'database-damaged') return false;
      throw thrown;
    }
  }

  #isInStep(): boolean {
    const indexed = new Set(this.#indexed.all({}).map(({ id }) => id));
    const shown = this.#shown.all({});
    return shown.length === indexed.size && shown.every(({ id }) => indexed.has(id));
  }
}
