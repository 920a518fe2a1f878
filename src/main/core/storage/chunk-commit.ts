import { EarshotError, type Failure } from '../../../shared/errors.ts';
import { failpoint } from '../process/failpoint.ts';
import type { AssembledChunk } from '../transcription/assemble-chunk.ts';
import type { PlannedChunk } from '../transcription/chunk-feed.ts';
import type { FinishedChunk } from '../transcription/chunk-journal.ts';
import { packSpans } from './chunk-columns.ts';
import type { ChunkText } from './chunk-text.ts';
import type { Connection } from './connection.ts';
import { FENCED_REVISION } from './fence.ts';
import type { JobEvents } from './job-events.ts';
import type { JobTable } from './job-table.ts';
import type { RevisionCounters } from './revision-counters.ts';
import type { Fence, StoredChunk } from './store.ts';

type Fenced = { readonly jobId: number; readonly epoch: number };
type FencedChunk = Fenced & { readonly sequence: number };

type StartedRow = FencedChunk & {
  readonly streamIndex: number;
  readonly chunkIndex: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly spans: string;
};

type FinishedRow = FencedChunk & {
  readonly state: 'done' | 'gap';
  readonly engineWallMs: number;
  readonly gapMs: number | null;
};

type Ports = {
  readonly connection: Connection;
  readonly jobs: JobTable;
  readonly events: JobEvents;
  readonly text: ChunkText;
  readonly counters: RevisionCounters;
};

/** The way of one chunk: started, perhaps failed, finished. Only the run that holds the job's newest epoch takes it. */
export class ChunkCommit {
  readonly #ports: Ports;
  readonly #revision;
  readonly #planned;
  readonly #start;
  readonly #fail;
  readonly #gapOf;
  readonly #finish;
  readonly #setLanguage;
  readonly #forgetCrashes;
  readonly #stateOf;

  constructor(ports: Ports) {
    this.#ports = ports;
    const { connection } = ports;
    this.#revision = connection.prepare<Fenced, { id: number }>(FENCED_REVISION);
    this.#planned = connection.prepare<{ revisionId: number }, { count: number }>(
      'SELECT coalesce(max(sequence) + 1, 0) AS count FROM chunks WHERE revision_id = @revisionId',
    );
    this.#start = connection.prepare<StartedRow>(`
      INSERT INTO chunks (revision_id, sequence, stream_index, chunk_index, start_ms, end_ms, spans, state)
      SELECT id, @sequence, @streamIndex, @chunkIndex, @startMs, @endMs, @spans, 'running'
      FROM (${FENCED_REVISION}) WHERE true
      ON CONFLICT (revision_id, sequence) DO UPDATE SET state = 'running' WHERE state IN ('pending', 'running')`);
    this.#fail = connection.prepare<FencedChunk>(`
      UPDATE chunks SET deaths = deaths + 1
      WHERE sequence = @sequence AND state = 'running' AND revision_id = (${FENCED_REVISION})`);
    this.#gapOf = connection.prepare<{ revisionId: number; sequence: number }, { gapMs: number | null }>(
      'SELECT gap_ms AS gapMs FROM chunks WHERE revision_id = @revisionId AND sequence = @sequence',
    );
    this.#finish = connection.prepare<FinishedRow>(`
      UPDATE chunks SET state = @state, engine_wall_ms = @engineWallMs, gap_ms = @gapMs
      WHERE sequence = @sequence AND state = 'running' AND revision_id = (${FENCED_REVISION})`);
    this.#setLanguage = connection.prepare<{ revisionId: number; code: string; probability: number | null }>(`
      UPDATE revisions SET language = @code, language_probability = @probability WHERE id = @revisionId`);
    this.#forgetCrashes = connection.prepare<{ jobId: number }>(
      'UPDATE jobs SET crashes = 0 WHERE id = @jobId',
    );
    this.#stateOf = connection.prepare<{ jobId: number }, { state: string }>(
      'SELECT state FROM jobs WHERE id = @jobId',
    );
  }

  /**
   * @returns false when the run is no longer the one that counts, or the chunk is finished
   * @throws EarshotError `internal` when a chunk before it was never started: a plan with a hole could not be resumed
   */
  start(fence: Fence, { sequence, streamIndex, chunk }: PlannedChunk): boolean {
    const { jobId, epoch } = fence;
    const revision = this.#revision.get({ jobId, epoch });
    if (revision === undefined) return this.#refuse(fence, `chunk ${sequence} cannot be started`);
    if ((this.#planned.get({ revisionId: revision.id })?.count ?? 0) < sequence) {
      throw new EarshotError('internal', `Chunk ${sequence} was started before the one in front of it.`);
    }
    const { index: chunkIndex, startMs, endMs, spans } = chunk;
    const row = { jobId, epoch, sequence, streamIndex, chunkIndex, startMs, endMs, spans: packSpans(spans) };
    if (this.#start.run(row).changes !== 1) return this.#refuse(fence, `chunk ${sequence} is finished`);
    this.#ports.counters.recount(revision.id);
    return true;
  }

  /** The chunk stays started: it is about to be tried again. */
  fail(fence: Fence, sequence: number, failure: Failure): boolean {
    const { jobId, epoch } = fence;
    if (this.#fail.run({ jobId, epoch, sequence }).changes !== 1) {
      return this.#refuse(fence, `chunk ${sequence} cannot fail`);
    }
    this.#note(jobId, 'chunk-failed', failure.code, `Part ${sequence + 1}: ${failure.message}`);
    return true;
  }

  /** A chunk whose gaps were tried again keeps its old text unless the new one lacks less. */
  finish(fence: Fence, { sequence, text, language, engineWallMs }: FinishedChunk): StoredChunk | null {
    const { jobId, epoch } = fence;
    const { jobs, text: texts, counters } = this.#ports;
    const revisionId = this.#revision.get({ jobId, epoch })?.id ?? null;
    if (revisionId === null) return this.#refuseResult(fence, sequence);
    const before = this.#gapOf.get({ revisionId, sequence })?.gapMs ?? null;
    const now = gapMsOf(text);
    const isBetter = before === null || now === null || now < before;
    const gapMs = isBetter ? now : before;
    const state = gapMs === null ? 'done' : 'gap';
    const wallMs = Math.round(engineWallMs);
    const { changes } = this.#finish.run({ jobId, epoch, sequence, state, engineWallMs: wallMs, gapMs });
    if (changes !== 1) return this.#refuseResult(fence, sequence);
    if (isBetter) texts.replace(revisionId, sequence, text);
    failpoint('chunk.after-segments');
    if (language !== null) this.#setLanguage.run({ revisionId, ...language });
    counters.recount(revisionId);
    this.#forgetCrashes.run({ jobId });
    jobs.touch(jobId);
    const [gap] = text.gaps;
    if (gap !== undefined)
      this.#note(jobId, 'chunk-gap', gap.code, `Part ${sequence + 1} has no text in places.`);
    const job = jobs.byId(jobId);
    // Read anew: an older text may have been kept, and what a person has changed is carried over.
    return job === null ? null : { job, sequence, segments: texts.segmentsOf(revisionId, sequence) };
  }

  #note(jobId: number, event: string, code: string, detail: string): void {
    const state = this.#stateOf.get({ jobId })?.state ?? '';
    this.#ports.events.add({ jobId, event, from: state, to: state, actor: 'queue', code, detail });
  }

  #refuseResult(fence: Fence, sequence: number): null {
    this.#refuse(fence, `chunk ${sequence} cannot be stored`);
    return null;
  }

  #refuse({ jobId, epoch }: Fence, what: string): false {
    const state = this.#stateOf.get({ jobId })?.state ?? '';
    this.#ports.events.refuse(jobId, 'chunk', state, 'queue', `Run ${epoch}: ${what}.`);
    return false;
  }
}

/** @returns media time without text, or null when the engine got through all of it */
function gapMsOf({ gaps }: AssembledChunk): number | null {
  if (gaps.length === 0) return null;
  return Math.round(gaps.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0));
}
