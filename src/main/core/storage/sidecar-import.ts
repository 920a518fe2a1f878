import type { Transcript } from '../../../shared/transcript.ts';
import { packSpans } from './chunk-columns.ts';
import type { ChunkText } from './chunk-text.ts';
import type { Connection } from './connection.ts';
import type { JobEvents } from './job-events.ts';
import type { RevisionCounters } from './revision-counters.ts';
import type { SearchIndex } from './search-index.ts';
import type { SegmentEdits } from './segment-edits.ts';
import type { Sidecar } from './sidecar.ts';
import type { SourceFingerprint } from './store.ts';

type JobValues = Pick<Sidecar['job'], 'uid' | 'batchUid' | 'createdAtMs' | 'startedAtMs' | 'finishedAtMs'> & {
  readonly exports: string;
  readonly exportStatus: string;
};

type SourceValues = SourceFingerprint &
  Pick<Sidecar['job'], 'foundIn' | 'managedCopy' | 'recordedAt'> & {
    readonly jobId: number;
    readonly durationMs: number;
  };

type RevisionValues = {
  readonly jobId: number;
  readonly number: number;
  readonly options: string;
  readonly engine: string;
  readonly language: string;
  readonly probability: number | null;
  readonly durationMs: number;
  readonly track: number;
  readonly warnings: string;
  readonly notices: string;
  readonly workMs: number;
};

type ChunkValues = {
  readonly revisionId: number;
  readonly sequence: number;
  readonly endMs: number;
  readonly spans: string;
};

type UneditedSegment = {
  readonly uid: string;
  readonly number: number;
  readonly segmentId: string;
  readonly originalText: string;
};

type Ports = {
  readonly connection: Connection;
  readonly events: JobEvents;
  readonly text: ChunkText;
  readonly edits: SegmentEdits;
  readonly search: SearchIndex;
  readonly counters: RevisionCounters;
};

/** Brings finished jobs back from their files. Of what the database has as finished already only edits are taken over. */
export class SidecarImport {
  readonly #ports: Ports;
  readonly #isKnown;
  readonly #unedited;
  readonly #revisions;
  readonly #deleteFrom;
  readonly #putJob;
  readonly #putSource;
  readonly #insertRevision;
  readonly #show;
  readonly #insertChunk;
  readonly #complete;

  constructor(ports: Ports) {
    this.#ports = ports;
    const { connection } = ports;
    this.#isKnown = connection.prepare<{ uid: string; number: number }>(`
      SELECT 1 FROM jobs JOIN revisions ON revisions.job_id = jobs.id
      WHERE jobs.uid = @uid AND revisions.number >= @number AND revisions.complete`);
    this.#unedited = connection.prepare<UneditedSegment, { jobId: number }>(`
      SELECT jobs.id AS jobId FROM segments
      JOIN revisions ON revisions.id = segments.revision_id
      JOIN jobs ON jobs.id = revisions.job_id AND jobs.shown_revision = revisions.number
      WHERE jobs.uid = @uid AND revisions.number = @number AND segments.segment_id = @segmentId
        AND segments.text = @originalText AND segments.original_text = @originalText`);
    this.#revisions = connection.prepare<{ jobId: number }, { id: number }>(
      'SELECT id FROM revisions WHERE job_id = @jobId',
    );
    this.#deleteFrom = connection.prepare<{ jobId: number; number: number }>(
      'DELETE FROM revisions WHERE job_id = @jobId AND number >= @number',
    );
    this.#putJob = connection.prepare<JobValues, { id: number }>(`
      INSERT INTO jobs (uid, batch_uid, exports, export_status, state, rank, created_at_ms, started_at_ms,
        finished_at_ms, updated_at_ms)
      VALUES (@uid, @batchUid, @exports, @exportStatus, 'completed', (SELECT coalesce(max(rank), 0) + 1 FROM jobs),
        @createdAtMs, @startedAtMs, @finishedAtMs, coalesce(@finishedAtMs, @createdAtMs))
      ON CONFLICT (uid) DO UPDATE SET state = 'completed', owner_boot = NULL, block_reason = NULL, failure = NULL,
        exports = @exports, export_status = @exportStatus, finished_at_ms = @finishedAtMs
      RETURNING id`);
    this.#putSource = connection.prepare<SourceValues>(`
      REPLACE INTO sources (job_id, path, size_bytes, modified_at_ms, partial_hash, found_in, managed_copy,
        duration_ms, recorded_at)
      VALUES (@jobId, @path, @sizeBytes, @modifiedAtMs, @partialHash, @foundIn, @managedCopy, @durationMs, @recordedAt)`);
    this.#insertRevision = connection.prepare<RevisionValues>(`
      INSERT INTO revisions (job_id, number, options, engine, language, language_probability, duration_ms, track,
        warnings, notices, work_ms)
      VALUES (@jobId, @number, @options, @engine, @language, @probability, @durationMs, @track, @warnings, @notices,
        @workMs)`);
    this.#show = connection.prepare<{ jobId: number; number: number }>(
      'UPDATE jobs SET revision = @number, shown_revision = @number, sidecar_revision = @number WHERE id = @jobId',
    );
    this.#insertChunk = connection.prepare<ChunkValues>(`
      INSERT INTO chunks (revision_id, sequence, stream_index, chunk_index, start_ms, end_ms, spans, state)
      VALUES (@revisionId, @sequence, @sequence, 0, 0, @endMs, @spans, 'done')`);
    this.#complete = connection.prepare<{ revisionId: number }>(
      'UPDATE revisions SET complete = 1, done_ms = duration_ms WHERE id = @revisionId',
    );
  }

  /** @returns whether the database lacked it */
  take({ job, transcript }: Sidecar): boolean {
    const { uid, revision: number } = job;
    if (this.#isKnown.get({ uid, number }) !== undefined) {
      this.#takeEdits(uid, number, transcript);
      return false;
    }
    const { events, search, counters } = this.#ports;
    const jobId = this.#putJobOf(job, transcript.source.durationMs);
    for (const { id } of this.#revisions.all({ jobId })) search.deleteRevision(id);
    this.#deleteFrom.run({ jobId, number });
    const revisionId = this.#putRevision(jobId, job, transcript);
    this.#show.run({ jobId, number });
    this.#putText(revisionId, transcript);
    counters.recount(revisionId);
    this.#complete.run({ revisionId });
    const detail = 'Brought back from its transcript file.';
    events.add({ jobId, event: 'import', from: 'new', to: 'completed', actor: 'recovery', detail });
    return true;
  }

  /** The copy of the database may be older than the file, which is about to be written anew from it. */
  #takeEdits(uid: string, number: number, { segments }: Transcript): void {
    for (const { id: segmentId, text, originalText } of segments) {
      if (text === originalText) continue;
      const job = this.#unedited.get({ uid, number, segmentId, originalText });
      if (job !== undefined) this.#ports.edits.edit(job.jobId, segmentId, text);
    }
  }

  #putJobOf(job: Sidecar['job'], durationMs: number): number {
    const { uid, batchUid, source, foundIn, managedCopy, recordedAt } = job;
    const { createdAtMs, startedAtMs, finishedAtMs } = job;
    const exports = JSON.stringify(job.exports);
    const exportStatus = JSON.stringify(job.exportStatus);
    const row = { uid, batchUid, exports, exportStatus, createdAtMs, startedAtMs, finishedAtMs };
    const [stored] = this.#putJob.all(row);
    const jobId = stored?.id ?? 0;
    this.#putSource.run({ jobId, ...source, foundIn, managedCopy, durationMs, recordedAt });
    return jobId;
  }

  #putRevision(
    jobId: number,
    job: Sidecar['job'],
    { source, engine, language, warnings }: Transcript,
  ): number {
    const { quality: _quality, task: _task, ...made } = engine;
    const { lastInsertRowid } = this.#insertRevision.run({
      jobId,
      number: job.revision,
      options: JSON.stringify(job.options),
      engine: JSON.stringify(made),
      language: language.code,
      probability: language.probability,
      durationMs: source.durationMs,
      track: source.track,
      warnings: JSON.stringify(warnings),
      notices: JSON.stringify(job.notices),
      workMs: job.workMs,
    });
    return Number(lastInsertRowid);
  }

  /** The plan is lost: what was said on each channel counts as one chunk. */
  #putText(revisionId: number, { source, segments, review, discarded }: Transcript): void {
    const endMs = source.durationMs;
    const spans = packSpans([{ startMs: 0, endMs }]);
    const channels = new Set([...segments, ...review, ...discarded].map(({ channel }) => channel));
    for (const [sequence, channel] of [...channels].toSorted((a, b) => (a ?? 0) - (b ?? 0)).entries()) {
      this.#insertChunk.run({ revisionId, sequence, endMs, spans });
      const isHere = (part: { readonly channel: number | null }): boolean => part.channel === channel;
      this.#ports.text.write(revisionId, sequence, {
        segments: segments.filter(isHere),
        review: review.filter(isHere),
        discarded: discarded.filter(isHere),
      });
    }
  }
}
