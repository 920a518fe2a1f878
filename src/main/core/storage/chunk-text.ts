import type { Discarded, ReviewMark, Segment } from '../../../shared/transcript.ts';
import type { AssembledChunk } from '../transcription/assemble-chunk.ts';
import type { Connection } from './connection.ts';
import { KeptEdits, withEdits } from './kept-edits.ts';
import type { SearchIndex } from './search-index.ts';
import type { SegmentTable } from './segment-table.ts';

type OfChunk = { readonly revisionId: number; readonly sequence: number };
type At = OfChunk & { readonly position: number };
type OfRevision = { readonly revisionId: number };

/** What a chunk says: segments, places to look at, and what was left out. Written and replaced as one. */
export class ChunkText {
  readonly #segments: SegmentTable;
  readonly #search: SearchIndex;
  readonly #edits: KeptEdits;
  readonly #isShown;
  readonly #addReview;
  readonly #addDiscarded;
  readonly #reviewOf;
  readonly #discardedOf;
  readonly #rowsOf;
  readonly #deletions;

  constructor(connection: Connection, segments: SegmentTable, search: SearchIndex) {
    this.#segments = segments;
    this.#search = search;
    this.#edits = new KeptEdits(connection);
    this.#isShown = connection.prepare<OfRevision>(`
      SELECT 1 FROM revisions JOIN jobs ON jobs.id = revisions.job_id AND jobs.shown_revision = revisions.number
      WHERE revisions.id = @revisionId`);
    this.#addReview = connection.prepare<At & ReviewMark>(`
      INSERT INTO review_marks (revision_id, sequence, position, reason, start_ms, end_ms, note, channel)
      VALUES (@revisionId, @sequence, @position, @reason, @startMs, @endMs, @note, @channel)`);
    this.#addDiscarded = connection.prepare<At & Discarded>(`
      INSERT INTO discarded (revision_id, sequence, position, reason, start_ms, end_ms, text, channel)
      VALUES (@revisionId, @sequence, @position, @reason, @startMs, @endMs, @text, @channel)`);
    this.#reviewOf = connection.prepare<OfRevision, ReviewMark>(`
      SELECT reason, start_ms AS startMs, end_ms AS endMs, note, channel FROM review_marks
      WHERE revision_id = @revisionId ORDER BY sequence, position`);
    this.#discardedOf = connection.prepare<OfRevision, Discarded>(`
      SELECT reason, start_ms AS startMs, end_ms AS endMs, text, channel FROM discarded
      WHERE revision_id = @revisionId ORDER BY sequence, position`);
    this.#rowsOf = connection.prepare<OfChunk, { id: number }>(
      'SELECT id FROM segments WHERE revision_id = @revisionId AND sequence = @sequence',
    );
    this.#deletions = ['segments', 'review_marks', 'discarded'].map((table) =>
      connection.prepare<OfChunk>(
        `DELETE FROM ${table} WHERE revision_id = @revisionId AND sequence = @sequence`,
      ),
    );
  }

  write(revisionId: number, sequence: number, text: Omit<AssembledChunk, 'gaps'>): void {
    const isShown = this.#isShown.get({ revisionId }) !== undefined;
    for (const [position, segment] of text.segments.entries()) {
      const row = this.#segments.add(revisionId, sequence, position, segment);
      if (isShown) this.#search.put(row, segment.text);
    }
    for (const [position, mark] of text.review.entries()) {
      this.#addReview.run({ revisionId, sequence, position, ...mark });
    }
    for (const [position, discarded] of text.discarded.entries()) {
      this.#addDiscarded.run({ revisionId, sequence, position, ...discarded });
    }
  }

  /** Puts a new try in the place of what an earlier one has left; what a person has changed stays changed where it fits. */
  replace(revisionId: number, sequence: number, text: AssembledChunk): void {
    const edited = this.#edits.of(revisionId, sequence);
    this.#delete(revisionId, sequence);
    this.write(revisionId, sequence, withEdits(text, edited));
    this.#edits.restoreChanges(revisionId, text.segments, edited);
  }

  segmentsOf(revisionId: number, sequence: number): Segment[] {
    return this.#segments.ofChunk(revisionId, sequence);
  }

  reviewOf(revisionId: number): ReviewMark[] {
    return this.#reviewOf.all({ revisionId });
  }

  discardedOf(revisionId: number): Discarded[] {
    return this.#discardedOf.all({ revisionId });
  }

  #delete(revisionId: number, sequence: number): void {
    for (const { id } of this.#rowsOf.all({ revisionId, sequence })) this.#search.delete(id);
    for (const statement of this.#deletions) statement.run({ revisionId, sequence });
  }
}
