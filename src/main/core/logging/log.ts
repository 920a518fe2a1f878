import type { Failure } from '../../../shared/errors.ts';

/** What it is about, and what happened: `job.started`, `engine.restarted`. Always a literal, never put together from data. */
export type LogEvent = `${string}.${string}`;

/** Plain values only: what a recording says has no place in a log, so there is no way to hand over a segment or a transcript. */
export type LogValue = string | number | boolean | null | undefined | readonly string[] | Error | Failure;

export type LogFields = Readonly<Record<string, LogValue>>;

/**
 * Tells what the program does, for whoever looks for a fault later. Nothing depends on it: no method throws or waits,
 * whatever happens to the disk.
 */
export interface Log {
  info(event: LogEvent, fields?: LogFields): void;
  warn(event: LogEvent, fields?: LogFields): void;
  error(event: LogEvent, fields?: LogFields): void;
  /** The same log for one part of the program, which is named in each of its lines. */
  child(component: string): Log;
}
