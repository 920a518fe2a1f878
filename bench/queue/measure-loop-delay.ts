import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../../src/shared/contract/ask.ts';
import { atMost, markdownTable, type Section } from '../report.ts';
import { addFile } from './add-files.ts';
import { EventWatch } from './event-watch.ts';
import type { QueueBench } from './queue-bench.ts';
import { type LoopDelay, QueueOwner } from './queue-owner.ts';

const WATCH_MS = 60_000;
const SEARCH_EVERY_MS = 200;
/** Common and rare words of the recordings, a phrase, and a beginning of a word. */
const QUERIES = ['the', 'printing', '"art of printing"', 'beauty', 'wo', 'zebra'];

/** How late the main thread comes to its timers while the queue does everything at once. */
export async function measureLoopDelay({ paths, sound, newHome, log }: QueueBench): Promise<Section> {
  const owner = await QueueOwner.start(await newHome(), paths);
  const watch = new EventWatch(owner.client);
  owner.watchLoopAnew();
  await delay(WATCH_MS / 6);
  const idle = await owner.loopDelay();

  const uid = await addFile(owner.client, sound.threeHours.file);
  await watch.chunk(uid);
  owner.watchLoopAnew();
  const searchMs = await searchFor(owner, WATCH_MS);
  const busy = await owner.loopDelay();
  await owner.stop();
  log(`loop delay: p99 ${busy.p99Ms.toFixed(1)} ms, highest ${busy.highestMs.toFixed(1)} ms`);

  const rows = [
    ['', 'median ms', 'p99 ms', 'highest ms'],
    delayRow('nothing to do', idle),
    delayRow('transcription and search', busy),
  ];
  return {
    heading: 'The main thread',
    body: `Delay of the event loop of the program that runs the queue, for ${WATCH_MS / 1000} s; a search every ${SEARCH_EVERY_MS} ms (${searchMs.length} in all, the slowest took ${Math.max(...searchMs).toFixed(0)} ms).\n\n${markdownTable(rows)}`,
    verdicts: [
      atMost('delay of the main thread under load, p99', busy.p99Ms, 50, 'ms', 1),
      atMost('delay of the main thread under load, highest', busy.highestMs, 200, 'ms', 1),
    ],
  };
}

function delayRow(name: string, { medianMs, p99Ms, highestMs }: LoopDelay): string[] {
  return [name, ...[medianMs, p99Ms, highestMs].map((ms) => ms.toFixed(1))];
}

async function searchFor({ client }: QueueOwner, forMs: number): Promise<number[]> {
  const times: number[] = [];
  for (const endAtMs = performance.now() + forMs; performance.now() < endAtMs; ) {
    const query = QUERIES[times.length % QUERIES.length] ?? '';
    const askedAtMs = performance.now();
    await ask(client, 'transcript.search', { query, limit: 100 });
    times.push(performance.now() - askedAtMs);
    await delay(SEARCH_EVERY_MS);
  }
  return times;
}
