import type { Connection } from './connection.ts';

/**
 * The one place where counters of a revision come from: they are counted, never added to, so that they cannot drift.
 * Time counts as done up to the first chunk that is not finished, in the stream that has come the least far.
 */
export class RevisionCounters {
  readonly #recount;

  constructor(connection: Connection) {
    this.#recount = connection.prepare<{ revisionId: number }>(`
      UPDATE revisions SET
        (chunks_planned, chunks_done, chunks_gap) = (
          SELECT count(*), coalesce(sum(state = 'done'), 0), coalesce(sum(state = 'gap'), 0)
          FROM chunks WHERE revision_id = @revisionId
        ),
        done_ms = coalesce((
          SELECT min(reached_ms) FROM (
            SELECT max(end_ms) AS reached_ms FROM chunks
            WHERE revision_id = @revisionId AND sequence < coalesce((
              SELECT min(sequence) FROM chunks WHERE revision_id = @revisionId AND state NOT IN ('done', 'gap')
            ), 9223372036854775807)
            GROUP BY stream_index
          )
        ), 0)
      WHERE id = @revisionId`);
  }

  recount(revisionId: number): void {
    this.#recount.run({ revisionId });
  }
}
