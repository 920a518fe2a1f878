import type { JobOptions } from '../../shared/job-options.ts';
import type { QueueAccess } from './queue-access.ts';
import type { StopSignal } from './stop-signal.ts';

export type Output = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  /** How wide the terminal is; absent elsewhere. */
  readonly columns?: number;
};

/** What a command needs of the world around it. */
export type CommandContext = {
  readonly access: QueueAccess;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Where the person stands: what relative paths begin at. */
  readonly folder: string;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** See `listenForStop`. */
  readonly listenForStop: (onStop: () => void, onStopNow: () => void) => StopSignal;
  /**
   * Looks for everything that these options need on this computer, without loading it.
   *
   * @throws EarshotError `ffmpeg-missing`, `runner-missing`, `model-missing`, `model-damaged`
   */
  readonly checkParts: (options: JobOptions, signal: AbortSignal) => Promise<void>;
  /** Starts a program that works on the queue until it is empty, and outlives this one. */
  readonly startBackgroundServe: () => Promise<void>;
};
