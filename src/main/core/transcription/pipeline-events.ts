import type { Segment } from '../../../shared/transcript.ts';
import type { EngineInfo } from '../engine/engine.ts';
import type { MediaInfo } from '../media/media-info.ts';

/** The steps of a recording's way, in the order in which they begin. They overlap: text appears while sound is read. */
export const STAGES = ['probing', 'loading-model', 'finding-speech', 'transcribing', 'finishing'] as const;
export type Stage = (typeof STAGES)[number];

export type Progress = {
  readonly stage: Stage;
  /** Length of the recording; an estimate from its header until all sound has been read. */
  readonly durationMs: number;
  /** Media time whose text is finished, silence included. Never decreases. */
  readonly doneMs: number;
  readonly chunksDone: number;
  readonly chunksPlanned: number;
  /** False while more chunks may follow. */
  readonly planIsComplete: boolean;
  /** Media time done for each unit of wall time since transcription began; null before the first result. */
  readonly speed: number | null;
  /** Wall time left at that speed; null before the first result. */
  readonly remainingMs: number | null;
};

/** What a listener learns while one recording is worked on, in this order for any one segment or notice. */
export type PipelineEvent =
  | { readonly kind: 'probed'; readonly media: MediaInfo }
  | { readonly kind: 'engine'; readonly engine: EngineInfo }
  | { readonly kind: 'language'; readonly code: string; readonly probability: number | null }
  | { readonly kind: 'progress'; readonly progress: Progress }
  /** The text of one chunk is final. Chunks come in the order of the recording. */
  | { readonly kind: 'segments'; readonly segments: readonly Segment[] }
  /** Something about the recording that the person should know. */
  | { readonly kind: 'notice'; readonly message: string };
