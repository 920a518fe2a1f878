import { setTimeout as delay } from 'node:timers/promises';
import { BARE_OPTIONS, BARE_STATES, loadCommand } from './bare-engine.ts';
import type { Bench } from './bench.ts';
import { processCpuMs } from './process-tree.ts';
import { atMost, markdownTable, type Section } from './report.ts';
import { RunnerSession, type SampleRange } from './runner-session.ts';
import { SAMPLE_RATE_HZ } from './sound.ts';
import { formatSpread, spreadOf } from './spread.ts';
import { seededRandom } from './synthesise-noise.ts';

const CANCELS = 100;
const CHUNK_SECONDS = 28;
const SEED = 2026;
const POLL_MS = 2;
/** No growth of the CPU time for so long is rest: two threads at work add 10 ms to it every 5 ms. */
const REST_MS = 60;

type CancelLatency = { readonly acknowledgedMs: number; readonly idleMs: number };

/**
 * Cancels work in every state of the engine a hundred times, at moments spread evenly over the time that a chunk takes: in the
 * spectrogram, the encoder, the decoder. The engine must answer, and really stop computing.
 */
export async function measureCancel({ bare, sound, log }: Bench): Promise<Section> {
  const ranges = Array.from({ length: BARE_STATES }, (_, state) => ({
    pcm: sound.quarterHourSamples.pcm,
    firstSample: state * CHUNK_SECONDS * SAMPLE_RATE_HZ,
    sampleCount: CHUNK_SECONDS * SAMPLE_RATE_HZ,
  }));
  const session = new RunnerSession(bare.executable);
  const random = seededRandom(SEED);
  const latencies: CancelLatency[] = [];
  let tooLate = 0;
  try {
    await session.load(loadCommand(bare));
    const chunkMs = await timeChunks(session, ranges);
    while (latencies.length < CANCELS) {
      const latency = await cancelAfter(session, ranges, random() * chunkMs);
      if (latency === null) tooLate += 1;
      else latencies.push(latency);
      if (latency !== null && latencies.length % 25 === 0) log(`cancel: ${latencies.length} of ${CANCELS}`);
      if (tooLate > CANCELS) throw new Error('the engine ends its chunks before they can be cancelled');
    }
  } finally {
    await session.close();
  }

  const acknowledged = spreadOf(latencies.map((latency) => latency.acknowledgedMs));
  const idle = spreadOf(latencies.map((latency) => latency.idleMs));
  log(
    `cancel: answered after ${acknowledged.highest.toFixed(0)} ms at worst, idle after ${idle.highest.toFixed(0)} ms`,
  );
  const rows = [
    ['', 'median (range) ms'],
    ['until the engine has answered for both chunks', formatSpread(acknowledged, 1)],
    ['until its CPU time stops growing', formatSpread(idle, 0)],
  ];
  return {
    heading: 'Cancel',
    body: `${CANCELS} times at random moments of two chunks of ${CHUNK_SECONDS} s (seed ${SEED}).\n\n${markdownTable(rows)}`,
    verdicts: [
      atMost('cancel answered, worst case', acknowledged.highest, 100, 'ms', 0),
      atMost('processor idle after a cancel, worst case', idle.highest, 300, 'ms', 0),
    ],
  };
}

async function timeChunks(session: RunnerSession, ranges: readonly SampleRange[]): Promise<number> {
  const startedAt = performance.now();
  const ends = await Promise.all(ranges.map((range) => session.transcribe(range, BARE_OPTIONS).end));
  return Math.min(...ends.map((end) => end.atMs)) - startedAt;
}

/** @returns null when the work was done before the cancel could reach all of it */
async function cancelAfter(
  session: RunnerSession,
  ranges: readonly SampleRange[],
  momentMs: number,
): Promise<CancelLatency | null> {
  const calls = ranges.map((range) => session.transcribe(range, BARE_OPTIONS));
  await delay(momentMs);
  const cancelledAt = performance.now();
  for (const { id } of calls) session.cancel(id);
  const restAt = untilAtRest(session.pid);
  const ends = await Promise.all(calls.map((call) => call.end));
  const idleMs = Math.max(0, (await restAt) - cancelledAt);
  if (ends.some((end) => end.result !== 'cancelled')) return null;
  return { acknowledgedMs: Math.max(...ends.map((end) => end.atMs)) - cancelledAt, idleMs };
}

/** The moment at which the CPU time of a process was last seen to grow. */
async function untilAtRest(pid: number): Promise<number> {
  let cpuMs = processCpuMs(pid);
  let grewAt = performance.now();
  while (performance.now() - grewAt < REST_MS) {
    await delay(POLL_MS);
    const now = processCpuMs(pid);
    if (now !== cpuMs) {
      cpuMs = now;
      grewAt = performance.now();
    }
  }
  return grewAt;
}
