import { basename } from 'node:path';
import { z } from 'zod';
import { jobOptionsSchema } from '../../../shared/job-options.ts';
import type { Segment, Transcript } from '../../../shared/transcript.ts';
import type { ChunkText } from './chunk-text.ts';
import type { Connection } from './connection.ts';
import { engineRecordSchema } from './job-row.ts';
import { fromJson, fromJsonOrNull } from './json-column.ts';
import type { SegmentTable } from './segment-table.ts';
import type { EngineRecord } from './store.ts';

type RevisionRow = {
  readonly revisionId: number;
  readonly path: string;
  readonly declaredMs: number | null;
  readonly options: string;
  readonly engine: string | null;
  readonly language: string | null;
  readonly languageProbability: number | null;
  readonly durationMs: number | null;
  readonly track: number | null;
  readonly warnings: string;
  readonly complete: 0 | 1;
  readonly lastEndMs: number | null;
};

/** A transcript whose segments are read while somebody goes through them, once: that of hours need not be in memory. */
export type TranscriptRows = Omit<Transcript, 'segments'> & { readonly segments: Iterable<Segment> };

/** Before the engine has run there is nothing to say about it. */
const NO_ENGINE: EngineRecord = { name: '', variant: '', backend: '', model: '', modelSha256: '' };

/** Puts a transcript together from the rows of one revision. */
export class TranscriptReader {
  readonly #segments: SegmentTable;
  readonly #text: ChunkText;
  readonly #revision;
  readonly #mostSpoken;

  constructor(connection: Connection, segments: SegmentTable, text: ChunkText) {
    this.#segments = segments;
    this.#text = text;
    this.#revision = connection.prepare<{ uid: string; number: number | null }, RevisionRow>(`
      SELECT revisions.id AS revisionId, sources.path, sources.duration_ms AS declaredMs, revisions.options,
        revisions.engine, revisions.language, revisions.language_probability AS languageProbability,
        revisions.duration_ms AS durationMs, revisions.track, revisions.warnings, revisions.complete,
        (SELECT max(end_ms) FROM segments WHERE segments.revision_id = revisions.id) AS lastEndMs
      FROM jobs
      JOIN sources ON sources.job_id = jobs.id
      JOIN revisions ON revisions.job_id = jobs.id AND revisions.number = coalesce(@number, jobs.shown_revision)
      WHERE jobs.uid = @uid AND jobs.removed_at_ms IS NULL`);
    this.#mostSpoken = connection.prepare<{ revisionId: number }, { language: string }>(`
      SELECT language FROM segments WHERE revision_id = @revisionId
      GROUP BY language ORDER BY sum(end_ms - start_ms) DESC, min(start_ms) LIMIT 1`);
  }

  /** @param number of the revision, or null for the one that is shown */
  read(uid: string, number: number | null): Transcript | null {
    const transcript = this.open(uid, number);
    return transcript === null ? null : { ...transcript, segments: [...transcript.segments] };
  }

  /** As {@link read}, for what need not have all of it at once. */
  open(uid: string, number: number | null): TranscriptRows | null {
    const row = this.#revision.get({ uid, number });
    if (row === undefined) return null;
    const { revisionId } = row;
    const where = `job ${uid}`;
    const options = fromJson(jobOptionsSchema, row.options, where);
    const engine = fromJsonOrNull(engineRecordSchema, row.engine, where) ?? {
      ...NO_ENGINE,
      model: options.model,
    };
    const knownMs = row.durationMs ?? row.declaredMs ?? 0;
    return {
      schema: 'earshot.transcript/1',
      source: {
        fileName: basename(row.path),
        durationMs: Math.max(knownMs, row.lastEndMs ?? 0),
        track: row.track ?? options.track ?? 0,
        channels: options.channels,
      },
      engine: { ...engine, quality: options.quality, task: options.translate ? 'translate' : 'transcribe' },
      language: {
        code: row.language ?? this.#mostSpoken.get({ revisionId })?.language ?? '',
        probability: row.languageProbability,
        mode: options.language.mode,
      },
      complete: row.complete === 1,
      segments: this.#segments.ofRevision(revisionId),
      review: this.#text.reviewOf(revisionId),
      warnings: fromJson(z.array(z.string()), row.warnings, where),
      discarded: this.#text.discardedOf(revisionId),
    };
  }
}
