/**
 * Loaded into the program under measurement before its own code (`node --import`): measures how late its main thread
 * comes to its timers, and tells over the channel to its parent.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** How often is looked, which the measured time includes. */
const RESOLUTION_MS = 10;
const NANOSECONDS_PER_MS = 1e6;

export type LoopDelay = {
  readonly kind: 'loop-delay';
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly highestMs: number;
};

if (isMainThread && process.send !== undefined) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const inMs = (nanoseconds: number) => Math.max(0, nanoseconds / NANOSECONDS_PER_MS - RESOLUTION_MS);
  process.on('message', (message) => {
    if (message === 'start-anew') histogram.reset();
    if (message !== 'tell') return;
    const delay: LoopDelay = {
      kind: 'loop-delay',
      medianMs: inMs(histogram.percentile(50)),
      p99Ms: inMs(histogram.percentile(99)),
      highestMs: inMs(histogram.max),
    };
    process.send?.(delay);
  });
  // A benchmark that failed leaves nobody behind.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // The program ends when its own work is done, as it would without being watched.
  process.channel?.unref();
}
