import type { Segment } from '../../../shared/transcript.ts';
import type { AssembledChunk } from '../transcription/assemble-chunk.ts';
import type { Connection } from './connection.ts';

type OfChunk = { readonly revisionId: number; readonly sequence: number };
type Place = Pick<Segment, 'text' | 'originalText' | 'startMs' | 'endMs' | 'channel'>;
type Change = { readonly atMs: number; readonly textBefore: string };
type EditedRow = Place & { readonly row: number; readonly segmentId: string };

/** A segment that a person has changed, with what stood there before each change. */
export type EditedSegment = Place & { readonly segmentId: string; readonly changes: readonly Change[] };

/** Carries what a person has changed in a chunk over to the text of a new try. */
export class KeptEdits {
  readonly #edited;
  readonly #changes;
  readonly #addChange;

  constructor(connection: Connection) {
    this.#edited = connection.prepare<OfChunk, EditedRow>(`
      SELECT id AS row, segment_id AS segmentId, text, original_text AS originalText, start_ms AS startMs, end_ms AS endMs,
        channel
      FROM segments WHERE revision_id = @revisionId AND sequence = @sequence
        AND (text <> original_text OR EXISTS (SELECT 1 FROM segment_edits WHERE segment_row = segments.id))
      ORDER BY position`);
    this.#changes = connection.prepare<{ row: number }, Change>(
      'SELECT at_ms AS atMs, text_before AS textBefore FROM segment_edits WHERE segment_row = @row ORDER BY id',
    );
    this.#addChange = connection.prepare<{ revisionId: number; segmentId: string } & Change>(`
      INSERT INTO segment_edits (segment_row, at_ms, text_before)
      SELECT id, @atMs, @textBefore FROM segments WHERE revision_id = @revisionId AND segment_id = @segmentId`);
  }

  /** To be asked before the segments are deleted, with which their changes go. */
  of(revisionId: number, sequence: number): EditedSegment[] {
    return this.#edited
      .all({ revisionId, sequence })
      .map(({ row, ...edited }) => ({ ...edited, changes: this.#changes.all({ row }) }));
  }

  /** To be called when the new segments are there. */
  restoreChanges(revisionId: number, segments: readonly Segment[], edited: readonly EditedSegment[]): void {
    for (const { segmentId, changes } of edited.filter((one) =>
      segments.some((segment) => isSame(segment, one)),
    )) {
      for (const change of changes) this.#addChange.run({ revisionId, segmentId, ...change });
    }
  }
}

/**
 * A new try with the edits of the old text. Where the model says something else now, the edit does not fit any more: it is
 * kept with what was left out, as everything is that was once text.
 */
export function withEdits(text: AssembledChunk, edited: readonly EditedSegment[]): AssembledChunk {
  const unplaced = edited.filter((one) => !text.segments.some((segment) => isSame(segment, one)));
  return {
    ...text,
    segments: text.segments.map((segment) => ({
      ...segment,
      text: edited.find((one) => isSame(segment, one))?.text ?? segment.text,
    })),
    discarded: [
      ...text.discarded,
      ...unplaced
        .filter((one) => one.text !== one.originalText)
        .map(({ startMs, endMs, channel, text: lost }) => ({
          reason: 'replaced' as const,
          startMs,
          endMs,
          text: lost,
          channel,
        })),
    ],
  };
}

function isSame({ id, originalText }: Segment, edited: EditedSegment): boolean {
  return id === edited.segmentId && originalText === edited.originalText;
}
