import type { Stage } from '../../../shared/contract/job.ts';
import type { Segment } from '../../../shared/transcript.ts';
import type { EngineInfo } from '../engine/engine.ts';
import type { MediaInfo } from '../media/media-info.ts';

/** How far one recording is. */
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

/** What a listener learns while one recording is worked on. */
export type PipelineEvent =
  | { readonly kind: 'probed'; readonly media: MediaInfo }
  | { readonly kind: 'engine'; readonly engine: EngineInfo }
  | { readonly kind: 'language'; readonly code: string; readonly probability: number | null }
  | { readonly kind: 'progress'; readonly progress: Progress }
  /**
   * The text of one chunk is final and written down. Chunks come in the order in which they are finished; `sequence` counts
   * them from 0 without gaps. One without speech has no segments.
   */
  | { readonly kind: 'chunk'; readonly sequence: number; readonly segments: readonly Segment[] }
  /** Something about the recording that the person should know. */
  | { readonly kind: 'notice'; readonly message: string };
