import type { DecodeOptions } from './runner-commands.ts';
import type { RunnerEventOf } from './runner-events.ts';
import { RUNNER_SAMPLE_RATE_HZ } from './runner-protocol.ts';

/** Samples of a working file in a millisecond. */
export const SAMPLES_PER_MS = RUNNER_SAMPLE_RATE_HZ / 1000;

/** A stretch of a 16 kHz mono s16le working file. */
export type PcmRange = {
  readonly pcmPath: string;
  readonly firstSample: number;
  readonly sampleCount: number;
};

/** Silero's view of a stretch of sound, one value for each window of {@link SpeechProbabilities.windowSamples}. */
export type SpeechProbabilities = {
  readonly windowSamples: number;
  /** 0 to 1: how likely a person speaks in the window. */
  readonly probabilities: readonly number[];
  /** Root mean square level of the window in dBFS, whole numbers, -100 at the lowest. */
  readonly levelsDb: readonly number[];
  readonly wallMs: number;
};

/** What the engine made of one chunk. Times in segments count from the first sample of the chunk. */
export type ChunkResult = {
  readonly segments: readonly RunnerEventOf<'segment'>[];
  readonly done: RunnerEventOf<'done'>;
};

/** What really runs, for people and for the transcript's record. */
export type EngineInfo = {
  readonly name: string;
  readonly variant: string;
  readonly backend: string;
  readonly states: number;
  readonly threads: number;
};

/**
 * Speech recognition as the pipeline sees it. One call handles at most 30 s of sound; calls may run side by side,
 * as many as there are states. Every method rejects with an `EarshotError`: `cancelled` after an abort,
 * `engine-crashed`, `engine-hung`, `engine-failed`, `engine-illegal-instruction`, `out-of-memory` or `engine-protocol`
 * otherwise. A call that failed is not made again; the next one finds a new engine where the old one is gone.
 */
export interface Engine {
  /** Whether it runs or is being started. False before the first call, and between the end of one process and the next. */
  readonly isAlive: boolean;
  /** Starts the engine when it does not run yet. */
  ready(signal: AbortSignal): Promise<EngineInfo>;
  speechProbabilities(range: PcmRange, signal: AbortSignal): Promise<SpeechProbabilities>;
  transcribe(range: PcmRange, options: DecodeOptions, signal: AbortSignal): Promise<ChunkResult>;
  close(): Promise<void>;
}
