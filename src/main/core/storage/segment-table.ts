import { z } from 'zod';
import type { Segment, Word } from '../../../shared/transcript.ts';
import type { Connection } from './connection.ts';
import { fromJson } from './json-column.ts';

/** One word without names: half the size of JSON with them, and exact, unlike anything in 32 bits. */
const packedWordsSchema = z.array(z.tuple([z.string(), z.int(), z.int(), z.number(), z.literal([0, 1])]));

function packWords(words: readonly Word[]): string {
  return JSON.stringify(
    words.map((word) => [word.text, word.startMs, word.endMs, word.probability, word.spaceBefore ? 1 : 0]),
  );
}

/** @throws EarshotError `database-damaged` */
function unpackWords(packed: string): Word[] {
  return fromJson(packedWordsSchema, packed, 'words').map(
    ([text, startMs, endMs, probability, spaceBefore]) => ({
      text,
      startMs,
      endMs,
      probability,
      spaceBefore: spaceBefore === 1,
    }),
  );
}

type PlainColumns = Omit<Segment, 'id' | 'words'> & { readonly segmentId: string; readonly words: string };
type NewRow = PlainColumns & {
  readonly revisionId: number;
  readonly sequence: number;
  readonly position: number;
};
type SegmentRow = PlainColumns & { readonly sequence: number };

const SELECT_SEGMENT = `
  SELECT sequence, segment_id AS segmentId, start_ms AS startMs, end_ms AS endMs, text, original_text AS originalText,
    words, language, speaker, channel, average_log_probability AS averageLogProbability,
    no_speech_probability AS noSpeechProbability, temperature
  FROM segments`;

/** Segments of all revisions; those of one chunk come and go together. */
export class SegmentTable {
  readonly #insert;
  readonly #ofRevision;
  readonly #from;
  readonly #ofChunk;

  constructor(connection: Connection) {
    this.#insert = connection.prepare<NewRow>(`
      INSERT INTO segments (revision_id, sequence, position, segment_id, start_ms, end_ms, text, original_text, words,
        language, speaker, channel, average_log_probability, no_speech_probability, temperature)
      VALUES (@revisionId, @sequence, @position, @segmentId, @startMs, @endMs, @text, @originalText, @words,
        @language, @speaker, @channel, @averageLogProbability, @noSpeechProbability, @temperature)`);
    this.#ofRevision = connection.prepare<{ revisionId: number }, SegmentRow>(`
      ${SELECT_SEGMENT} WHERE revision_id = @revisionId
      ORDER BY start_ms, coalesce(channel, 0), sequence, position`);
    this.#from = connection.prepare<{ revisionId: number; sequence: number }, SegmentRow>(`
      ${SELECT_SEGMENT} WHERE revision_id = @revisionId AND sequence >= @sequence ORDER BY sequence, position`);
    this.#ofChunk = connection.prepare<{ revisionId: number; sequence: number }, SegmentRow>(`
      ${SELECT_SEGMENT} WHERE revision_id = @revisionId AND sequence = @sequence ORDER BY position`);
  }

  /** @returns the row of the segment, by which the search index knows it */
  add(revisionId: number, sequence: number, position: number, segment: Segment): number {
    const { id: segmentId, words, ...rest } = segment;
    const row = { revisionId, sequence, position, segmentId, ...rest, words: packWords(words) };
    return Number(this.#insert.run(row).lastInsertRowid);
  }

  /** In the order in which they were said, read one by one: nothing else is done with the connection until the last one. */
  *ofRevision(revisionId: number): Generator<Segment, void, undefined> {
    for (const row of this.#ofRevision.iterate({ revisionId })) yield toSegment(row);
  }

  /** In the order of the chunks, from this one on. */
  from(revisionId: number, sequence: number): { sequence: number; segment: Segment }[] {
    return this.#from
      .all({ revisionId, sequence })
      .map((row) => ({ sequence: row.sequence, segment: toSegment(row) }));
  }

  ofChunk(revisionId: number, sequence: number): Segment[] {
    return this.#ofChunk.all({ revisionId, sequence }).map(toSegment);
  }
}

function toSegment({ segmentId, words, sequence: _sequence, ...rest }: SegmentRow): Segment {
  return { id: segmentId, ...rest, words: unpackWords(words) };
}
