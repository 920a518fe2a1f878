// Loaded into the program under measurement before its own code (`node --import`): measures how late its main thread comes
// to its timers, and tells over the channel to its parent, as the `LoopDelay` of `queue-owner.ts`.
// Plain JavaScript: for TypeScript Node loads a compiler, whose 27 MB would count as memory of the program.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** How often is looked, which the measured time includes. */
const RESOLUTION_MS = 10;
const NANOSECONDS_PER_MS = 1e6;

if (isMainThread && process.send !== undefined) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const inMs = (nanoseconds) => Math.max(0, nanoseconds / NANOSECONDS_PER_MS - RESOLUTION_MS);
  process.on('message', (message) => {
    if (message === 'start-anew') histogram.reset();
    if (message !== 'tell') return;
    process.send?.({
      kind: 'loop-delay',
      medianMs: inMs(histogram.percentile(50)),
      p99Ms: inMs(histogram.percentile(99)),
      highestMs: inMs(histogram.max),
    });
  });
  // A benchmark that failed leaves nobody behind.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // The program ends when its own work is done, as it would without being watched.
  process.channel?.unref();
}
