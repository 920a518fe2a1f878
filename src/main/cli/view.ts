import type { EarshotError } from '../../shared/errors.ts';
import type { Transcript } from '../../shared/transcript.ts';
import type { PipelineEvent } from '../core/transcription/pipeline-events.ts';
import type { RecordingTimings } from '../core/transcription/recording-run.ts';

export type RecordingResult =
  | { readonly kind: 'completed'; readonly transcript: Transcript; readonly timings: RecordingTimings }
  /** The text exists, but at least one file could not be written. */
  | { readonly kind: 'export-failed'; readonly transcript: Transcript; readonly error: EarshotError }
  | { readonly kind: 'stopped'; readonly transcript: Transcript | null; readonly error: EarshotError };

export type BatchSummary = {
  readonly completed: number;
  readonly failed: number;
  /** Not begun or not finished because the program was stopped. */
  readonly stopped: number;
  readonly mediaMs: number;
  readonly wallMs: number;
};

/** What the command tells, however it is shown. Calls come in this order for each recording, one after the other. */
export interface View {
  begin(file: string, position: { readonly index: number; readonly count: number }): void;
  event(file: string, event: PipelineEvent): void;
  end(file: string, result: RecordingResult, writtenFiles: readonly string[]): void;
  /** A path that could not become a recording at all. */
  problem(path: string, error: EarshotError): void;
  /** A word to the person, outside of any recording, with what went wrong if something did. */
  notice(message: string, reason: EarshotError | null): void;
  summary(summary: BatchSummary): void;
  /** Leaves the terminal as it was. */
  close(): void;
}
