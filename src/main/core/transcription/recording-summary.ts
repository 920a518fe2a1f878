import type { EngineInfo } from '../engine/engine.ts';
import type { MediaInfo } from '../media/media-info.ts';
import type { HeardLanguage } from './language-vote.ts';

/** What is known of a recording when all of its text is written down, besides the text. */
export type RecordingSummary = {
  readonly media: MediaInfo;
  readonly engine: EngineInfo;
  /** Media time from the start of the recording to the end of its sound. */
  readonly durationMs: number;
  /** Which audio track was heard, zero-based. */
  readonly track: number;
  /** What was wrong with the recording itself; sentences for a person. */
  readonly warnings: readonly string[];
  /** What was settled for the whole recording; null when nothing was heard or every part decides for itself. */
  readonly language: HeardLanguage | null;
};

/** Where the time of one run went, in milliseconds; engine figures are sums over its states. */
export type RecordingTimings = {
  readonly wallMs: number;
  readonly speechScanMs: number;
  readonly engineWallMs: number;
  readonly engineCpuMs: number;
  readonly encodeMs: number;
};
