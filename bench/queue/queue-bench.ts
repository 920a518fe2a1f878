import type { BenchPaths } from '../bench-paths.ts';
import type { LongRecordings } from './long-recordings.ts';
import type { QueueBenchOptions } from './queue-bench-options.ts';

/** What every part of the queue's benchmark works with. */
export type QueueBench = {
  readonly paths: BenchPaths;
  readonly options: QueueBenchOptions;
  readonly sound: LongRecordings;
  /** A folder for the data of a new queue; nothing is in it. */
  readonly newHome: () => Promise<string>;
  /** Prints one line about what is going on. */
  readonly log: (line: string) => void;
};
