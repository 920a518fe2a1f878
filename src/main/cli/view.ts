import type { JobProgress, Stage } from '../../shared/contract/job.ts';
import type { Disposition } from '../../shared/contract/methods.ts';
import type { Failure } from '../../shared/errors.ts';
import type { Segment, Transcript } from '../../shared/transcript.ts';

export type StagedProgress = JobProgress & { readonly stage: Stage };

/** What becomes known of one recording while it is followed. */
export type RecordingEvent =
  | { readonly kind: 'engine'; readonly engine: { model: string; variant: string; backend: string } }
  | { readonly kind: 'language'; readonly code: string; readonly probability: number | null }
  | { readonly kind: 'progress'; readonly progress: StagedProgress }
  /** The text of one chunk, or what was stored before, in the order of the recording. */
  | { readonly kind: 'segments'; readonly segments: readonly Segment[] }
  | { readonly kind: 'notice'; readonly message: string };

export type RecordingResult =
  | {
      readonly kind: 'completed';
      readonly transcript: Transcript;
      /** Working time of all its runs; null when the text was there already. */
      readonly workMs: number | null;
      /** Chunks that the engine could not get through. */
      readonly gaps: number;
    }
  /** The text exists, but at least one file could not be written. */
  | { readonly kind: 'export-failed'; readonly transcript: Transcript; readonly error: Failure }
  | { readonly kind: 'stopped'; readonly transcript: Transcript | null; readonly error: Failure };

export type BatchSummary = {
  readonly completed: number;
  readonly failed: number;
  /** Not begun or not finished because the program was stopped. */
  readonly stopped: number;
  readonly mediaMs: number;
  readonly wallMs: number;
};

export type JobPosition = { readonly uid: string; readonly index: number; readonly count: number };

/** What the command tells, however it is shown. Calls come in this order for each recording, one after the other. */
export interface View {
  /** Nothing happens with a recording at the moment, and why. */
  waiting(file: string, message: string): void;
  begin(file: string, position: JobPosition): void;
  event(file: string, event: RecordingEvent): void;
  end(file: string, result: RecordingResult, writtenFiles: readonly string[]): void;
  /** A recording was given to the queue and is not waited for. */
  added(file: string, uid: string, disposition: Disposition): void;
  /** A path that could not become a recording at all; an empty one for a reason why nothing can be done. */
  problem(path: string, error: Failure): void;
  /** A word to the person, outside of any recording, with what went wrong if something did. */
  notice(message: string, reason: Failure | null): void;
  summary(summary: BatchSummary): void;
  /** Leaves the terminal as it was. */
  close(): void;
}
