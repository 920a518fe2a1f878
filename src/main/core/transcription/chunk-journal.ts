import type { EarshotError } from '../../../shared/errors.ts';
import type { AssembledChunk } from './assemble-chunk.ts';
import type { PlannedChunk } from './chunk-feed.ts';
import type { HeardLanguage } from './language-vote.ts';

/** What Silero made of one slice of one stream. Slices follow each other without gaps, from the start of the recording. */
export type SpeechSlice = {
  readonly streamIndex: number;
  /** From 0 in each stream. */
  readonly slice: number;
  /** Of one window each, see `WINDOW_MS`. */
  readonly probabilities: readonly number[];
  readonly levelsDb: readonly number[];
};

/** One chunk with its text, as it is stored: all of it or nothing. */
export type FinishedChunk = {
  readonly sequence: number;
  readonly text: AssembledChunk;
  /** The language of the recording as far as it is settled by now; null before, and where every part decides for itself. */
  readonly language: HeardLanguage | null;
  readonly engineWallMs: number;
};

/** What earlier runs of the same recording have left. */
export type ResumePoint = {
  /** In the order of their sequence, which has no gaps. Chunks that are finished are not worked on again. */
  readonly planned: readonly (PlannedChunk & {
    readonly isFinished: boolean;
    /** Engines that died or hung over this chunk so far. */
    readonly deaths: number;
  })[];
  /** In the order in which they were recorded. */
  readonly slices: readonly SpeechSlice[];
  readonly language: HeardLanguage | null;
};

/**
 * Where a recording's work is written down as it is done, so that it can go on after whatever happens. Each method
 * resolves when its entry would survive a power cut; a run goes on with what follows only then. A journal that refuses
 * (the run is no longer the one that counts) rejects, and the run stops.
 */
export interface ChunkJournal {
  readonly resume: ResumePoint;
  speechFound(slice: SpeechSlice): Promise<void>;
  /** Called before the engine hears the chunk; for planned ones of an earlier run as well. */
  chunkStarted(planned: PlannedChunk): Promise<void>;
  /** An engine died, hung or ran out of time over the chunk; it is about to be tried again. */
  chunkFailed(sequence: number, error: EarshotError): Promise<void>;
  chunkFinished(chunk: FinishedChunk): Promise<void>;
}
