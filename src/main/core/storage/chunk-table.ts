import type { Segment } from '../../../shared/transcript.ts';
import type { ResumePoint, SpeechSlice } from '../transcription/chunk-journal.ts';
import { packSlice, unpackSlice, unpackSpans } from './chunk-columns.ts';
import type { Connection } from './connection.ts';
import { FENCED_REVISION } from './fence.ts';
import type { RevisionCounters } from './revision-counters.ts';
import type { SegmentTable } from './segment-table.ts';
import type { Fence } from './store.ts';

type OfRevision = { readonly revisionId: number };

type PlannedRow = {
  readonly sequence: number;
  readonly streamIndex: number;
  readonly chunkIndex: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly spans: string;
  readonly isFinished: 0 | 1;
  readonly deaths: number;
};

type SliceRow = {
  readonly streamIndex: number;
  readonly slice: number;
  readonly probabilities: Buffer;
  readonly levelsDb: Buffer;
};

type WorkingRow = {
  readonly revisionId: number;
  readonly language: string | null;
  readonly languageProbability: number | null;
};

/** The plan of each revision as it is stored, and what makes it go on. */
export class ChunkTable {
  readonly #segments: SegmentTable;
  readonly #counters: RevisionCounters;
  readonly #working;
  readonly #planned;
  readonly #withTextFrom;
  readonly #slices;
  readonly #insertSlice;
  readonly #release;
  readonly #reopenGaps;
  readonly #forgive;

  constructor(connection: Connection, segments: SegmentTable, counters: RevisionCounters) {
    this.#segments = segments;
    this.#counters = counters;
    this.#working = connection.prepare<{ jobId: number }, WorkingRow>(`
      SELECT revisions.id AS revisionId, language, language_probability AS languageProbability
      FROM jobs JOIN revisions ON revisions.job_id = jobs.id AND revisions.number = jobs.revision
      WHERE jobs.id = @jobId`);
    this.#planned = connection.prepare<OfRevision, PlannedRow>(`
      SELECT sequence, stream_index AS streamIndex, chunk_index AS chunkIndex, start_ms AS startMs, end_ms AS endMs,
        spans, state IN ('done', 'gap') AS isFinished, deaths
      FROM chunks WHERE revision_id = @revisionId ORDER BY sequence`);
    this.#withTextFrom = connection.prepare<OfRevision & { sequence: number }, { sequence: number }>(`
      SELECT sequence FROM chunks
      WHERE revision_id = @revisionId AND sequence >= @sequence AND (state IN ('done', 'gap') OR gap_ms IS NOT NULL)
      ORDER BY sequence`);
    this.#slices = connection.prepare<OfRevision, SliceRow>(`
      SELECT stream_index AS streamIndex, slice, probabilities, levels_db AS levelsDb
      FROM speech_slices WHERE revision_id = @revisionId ORDER BY id`);
    this.#insertSlice = connection.prepare<Fence & SliceRow>(`
      INSERT INTO speech_slices (revision_id, stream_index, slice, probabilities, levels_db)
      SELECT id, @streamIndex, @slice, @probabilities, @levelsDb FROM (${FENCED_REVISION})`);
    this.#release = connection.prepare<OfRevision>(
      "UPDATE chunks SET state = 'pending' WHERE revision_id = @revisionId AND state = 'running'",
    );
    this.#reopenGaps = connection.prepare<OfRevision>(`
      UPDATE chunks SET state = 'pending', engine_wall_ms = NULL
      WHERE revision_id = @revisionId AND state = 'gap'`);
    this.#forgive = connection.prepare<OfRevision>(
      "UPDATE chunks SET deaths = 0 WHERE revision_id = @revisionId AND state = 'pending' AND deaths > 0",
    );
  }

  /** Empty for a job that is not there. */
  resumePoint(jobId: number): ResumePoint {
    const working = this.#working.get({ jobId });
    if (working === undefined) return { planned: [], slices: [], language: null };
    const { revisionId, language, languageProbability: probability } = working;
    return {
      planned: this.#planned.all({ revisionId }).map((row) => ({
        sequence: row.sequence,
        streamIndex: row.streamIndex,
        chunk: {
          index: row.chunkIndex,
          startMs: row.startMs,
          endMs: row.endMs,
          spans: unpackSpans(row.spans),
        },
        isFinished: row.isFinished === 1,
        deaths: row.deaths,
      })),
      slices: this.#slices
        .all({ revisionId })
        .map(({ streamIndex, slice, ...packed }) => ({ streamIndex, slice, ...unpackSlice(packed) })),
      language: language === null ? null : { code: language, probability },
    };
  }

  segmentsFrom(jobId: number, sequence: number): { sequence: number; segments: Segment[] }[] {
    const working = this.#working.get({ jobId });
    if (working === undefined) return [];
    const { revisionId } = working;
    const byChunk = Map.groupBy(this.#segments.from(revisionId, sequence), (entry) => entry.sequence);
    return this.#withTextFrom.all({ revisionId, sequence }).map((chunk) => ({
      sequence: chunk.sequence,
      segments: (byChunk.get(chunk.sequence) ?? []).map(({ segment }) => segment),
    }));
  }

  /** @returns false when the run is no longer the one that counts */
  addSpeechSlice(fence: Fence, slice: SpeechSlice): boolean {
    const { jobId, epoch } = fence;
    const { streamIndex, slice: number } = slice;
    const row = { jobId, epoch, streamIndex, slice: number, ...packSlice(slice) };
    return this.#insertSlice.run(row).changes === 1;
  }

  /** Nobody works on the chunks of this revision any more. */
  release(revisionId: number): void {
    this.#release.run({ revisionId });
  }

  /** Chunks with gaps are to be done again. Their text and the length of their gaps stay until there is something better. */
  reopenGaps(revisionId: number): void {
    this.#reopenGaps.run({ revisionId });
    this.#counters.recount(revisionId);
  }

  /** Somebody wants it tried again: what died over a chunk before no longer counts. */
  forgiveDeaths(revisionId: number): void {
    this.#forgive.run({ revisionId });
  }
}
