import type { JobOptions } from '../../shared/job-options.ts';
import type { OpenQueue, QueueAccess } from '../queue-access.ts';
import type { ServedPages } from '../serve-pages.ts';
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
  /**
   * Serves Earshot's pages to browsers on this computer; see `servePages` in `src/main`.
   *
   * @throws EarshotError `invalid-argument` for a port that cannot be had; what keeps the pages from being served
   */
  readonly servePages: (queue: OpenQueue, options: PagesOptions) => Promise<ServedPages>;
  /** Opens an address in the person's browser. @returns false where there is none, or no screen to see it on */
  readonly openInBrowser: (link: string) => Promise<boolean>;
};

export type PagesOptions = {
  /** Null for the one of last time, or any that is free. */
  readonly port: number | null;
  /** Told each link that lets a browser in. */
  readonly onLink: (link: string) => void;
};
