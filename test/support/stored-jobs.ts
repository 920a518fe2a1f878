import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/main/core/storage/open-store.ts';
import type { SqliteStore } from '../../src/main/core/storage/sqlite-store.ts';
import type {
  EngineRecord,
  Fence,
  JobRecord,
  NewJob,
  RunSummary,
} from '../../src/main/core/storage/store.ts';
import type { PlannedChunk } from '../../src/main/core/transcription/chunk-feed.ts';
import type { FinishedChunk } from '../../src/main/core/transcription/chunk-journal.ts';
import { EarshotError, type Failure } from '../../src/shared/errors.ts';
import { DEFAULT_JOB_OPTIONS, NO_EXPORT } from '../../src/shared/job-options.ts';
import type { Segment } from '../../src/shared/transcript.ts';

export const BOOT = 'boot-1';
export const CRASH_LIMIT = 3;

/** A clock that only a test moves. */
export type HandClock = { atMs: number; readonly now: () => number };

export function handClock(atMs = 1_000_000): HandClock {
  const clock: HandClock = { atMs, now: () => clock.atMs };
  return clock;
}

/** A store in a folder of its own below `parent`. */
export function newStore(parent: string, clock = handClock()): { store: SqliteStore; folder: string } {
  const folder = mkdtempSync(join(parent, 'data-'));
  const { store } = openSqliteStore({ folder, now: clock.now });
  return { store, folder };
}

/** Twenty characters, as everywhere. */
export function uidOf(number: number): string {
  return `job${String(number).padStart(17, '0')}`;
}

export function newJob(number: number, changes: Partial<NewJob> = {}): NewJob {
  return {
    uid: uidOf(number),
    batchUid: null,
    source: {
      path: `/recordings/talk ${number}.mp3`,
      sizeBytes: 1_000 + number,
      modifiedAtMs: 5.5,
      partialHash: null,
    },
    foundIn: null,
    managedCopy: null,
    options: DEFAULT_JOB_OPTIONS,
    exports: NO_EXPORT,
    ...changes,
  };
}

export const ENGINE: EngineRecord = {
  name: 'whisper-runner',
  variant: 'avx2',
  backend: 'cpu',
  model: 'base',
  modelSha256: 'abc',
};

export const SUMMARY: RunSummary = { durationMs: 60_000, track: 0, warnings: [], workMs: 1_500 };

export function failureOf(code: 'engine-crashed' | 'disk-full' = 'engine-crashed'): Failure {
  return new EarshotError(code, 'It went wrong.').toFailure();
}

/** Chunks of ten seconds, one after the other. */
export function planned(sequence: number, streamIndex = 0): PlannedChunk {
  const startMs = sequence * 10_000;
  const spans = [{ startMs: startMs + 100, endMs: startMs + 9_000 }];
  return { sequence, streamIndex, chunk: { index: sequence, startMs, endMs: startMs + 10_000, spans } };
}

export function segment(
  sequence: number,
  position: number,
  text: string,
  changes: Partial<Segment> = {},
): Segment {
  const startMs = sequence * 10_000 + position * 1_000;
  return {
    id: `m-${sequence}-${position}`,
    startMs,
    endMs: startMs + 900,
    text,
    originalText: text,
    words: text.split(' ').map((word, index) => ({
      text: word,
      startMs: startMs + index,
      endMs: startMs + index + 1,
      probability: 0.1 + 0.2,
      spaceBefore: index > 0,
    })),
    language: 'en',
    speaker: null,
    channel: null,
    averageLogProbability: -0.25,
    noSpeechProbability: 0.0123,
    temperature: 0,
    ...changes,
  };
}

type ChunkChanges = Partial<Omit<FinishedChunk, 'text'>> & { readonly text?: Partial<FinishedChunk['text']> };

/** A chunk with a segment for each text. */
export function finished(
  sequence: number,
  texts: readonly string[],
  changes: ChunkChanges = {},
): FinishedChunk {
  const { text, ...rest } = changes;
  return {
    sequence,
    language: { code: 'en', probability: 0.9 },
    engineWallMs: 123.4,
    ...rest,
    text: {
      segments: texts.map((each, position) => segment(sequence, position, each)),
      review: [],
      discarded: [],
      gaps: [],
      ...text,
    },
  };
}

/** A chunk of which the engine did not get through a part. */
export function withGap(sequence: number, texts: readonly string[]): FinishedChunk {
  const startMs = sequence * 10_000 + 5_000;
  const endMs = startMs + 1_000;
  const gaps = [{ startMs, endMs, channel: null, code: 'engine-crashed' as const }];
  const review = [
    { reason: 'nothing-recognised' as const, startMs, endMs, note: 'Here is a gap.', channel: null },
  ];
  return finished(sequence, texts, { text: { gaps, review } });
}

export function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('there should be something here');
  return value;
}

/** Adds a job and starts its first run. */
export function startJob(
  store: SqliteStore,
  number: number,
  changes: Partial<NewJob> = {},
): { job: JobRecord; fence: Fence } {
  const [added] = store.addJobs([newJob(number, changes)]);
  const job = must(store.start(must(added).id, BOOT));
  return { job, fence: { jobId: job.id, epoch: job.epoch } };
}

/** Starts and finishes one chunk. */
export function doChunk(store: SqliteStore, fence: Fence, chunk: FinishedChunk): JobRecord {
  if (!store.startChunk(fence, planned(chunk.sequence))) throw new Error('the chunk should start');
  return must(store.finishChunk(fence, chunk)).job;
}

/** A completed job with one chunk for each list of texts. */
export function completeJob(
  store: SqliteStore,
  number: number,
  chunks: readonly (readonly string[])[],
  changes: Partial<NewJob> = {},
): JobRecord {
  const { fence } = startJob(store, number, changes);
  store.setEngine(fence, ENGINE);
  for (const [sequence, texts] of chunks.entries()) doChunk(store, fence, finished(sequence, texts));
  return must(store.complete(fence, SUMMARY));
}
