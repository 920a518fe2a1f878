import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../../src/shared/contract/ask.ts';
import { processCpuMs } from '../process-tree.ts';
import { atMost, markdownTable, type Section } from '../report.ts';
import { formatSpread, type Spread, spreadOf } from '../spread.ts';
import { seededRandom } from '../synthesise-noise.ts';
import { addFile } from './add-files.ts';
import { EventWatch } from './event-watch.ts';
import type { QueueBench } from './queue-bench.ts';
import { QueueOwner } from './queue-owner.ts';

const CANCELS = 20;
const PAUSES = 10;
const SEED = 2026;
/** A chunk takes about so long on two cores: interruptions are spread over it. */
const MOMENT_MS = 2_000;
const POLL_MS = 10;
/** No growth of the CPU time for so long is rest. */
const REST_MS = 100;

type Stop = { visibleMs: number; finalMs: number; restMs: number; cleanMs: number };

/** Cancels and pauses a recording at random moments of its chunks. */
export async function measureStop({ paths, sound, newHome, log }: QueueBench): Promise<Section> {
  const home = await newHome();
  const random = seededRandom(SEED);
  const owner = await QueueOwner.start(home, paths);
  const watch = new EventWatch(owner.client);
  const uid = await addFile(owner.client, sound.threeHours.file);
  const measure = async (times: number, stop: () => Promise<unknown>, goOn: () => Promise<unknown>) => {
    const stops: Stop[] = [];
    for (let turn = 1; turn <= times; turn += 1) {
      if (turn > 1) await restart(watch, uid, goOn);
      else await watch.chunk(uid);
      await delay(random() * MOMENT_MS);
      stops.push(await measureOne({ owner, watch, home, uid }, stop));
    }
    await restart(watch, uid, goOn);
    return stops;
  };
  const { client } = owner;
  const jobs = { uids: [uid] };
  const retry = () => ask(client, 'jobs.retry', { jobs });
  const resume = () => ask(client, 'jobs.resume', { jobs });
  const cancelled = await measure(CANCELS, () => ask(client, 'jobs.cancel', { jobs }), retry);
  log(`cancel: ${CANCELS} times`);
  const dropped = await measure(PAUSES, () => ask(client, 'jobs.pause', { jobs, running: 'drop' }), resume);
  const finished = await measure(
    PAUSES,
    () => ask(client, 'jobs.pause', { jobs, running: 'finish' }),
    resume,
  );
  log(`pause: ${2 * PAUSES} times`);
  await owner.stop();

  const row = (name: string, key: keyof Stop) => [
    name,
    ...[cancelled, dropped, finished].map((stops) => formatSpread(spread(stops, key), 0)),
  ];
  const rows = [
    ['median (range) ms until', 'cancel', 'pause, parts dropped', 'pause, parts finished'],
    row('the wish is told to everyone', 'visibleMs'),
    row('the job is cancelled or paused', 'finalMs'),
    row('ffmpeg is gone and the engine computes nothing', 'restMs'),
    row('the decoded sound is gone', 'cleanMs'),
  ];
  return {
    heading: 'Cancel and pause',
    body: `${CANCELS} and twice ${PAUSES} times at random moments of a recording of three hours (seed ${SEED}), from the call on. The engine stays loaded for the next recording.\n\n${markdownTable(rows)}`,
    verdicts: [
      atMost('cancel visible, worst case', spread(cancelled, 'visibleMs').highest, 200, 'ms', 0),
      atMost(
        'nothing computes after a cancel, worst case',
        spread(cancelled, 'restMs').highest,
        3000,
        'ms',
        0,
      ),
      atMost(
        'temporary files gone after a cancel, worst case',
        spread(cancelled, 'cleanMs').highest,
        10_000,
        'ms',
        0,
      ),
      atMost('paused with the parts dropped, worst case', spread(dropped, 'restMs').highest, 3000, 'ms', 0),
      atMost('paused with the parts finished, worst case', spread(finished, 'restMs').highest, 3000, 'ms', 0),
    ],
  };
}

function spread(stops: readonly Stop[], key: keyof Stop): Spread {
  return spreadOf(stops.map((stop) => stop[key]));
}

async function restart(watch: EventWatch, uid: string, goOn: () => Promise<unknown>): Promise<void> {
  const text = watch.chunk(uid);
  await goOn();
  await text;
}

type Scene = { owner: QueueOwner; watch: EventWatch; home: string; uid: string };

async function measureOne({ owner, watch, home, uid }: Scene, stop: () => Promise<unknown>): Promise<Stop> {
  const engine = owner.children().find(({ name }) => name.startsWith('whisper-runner'));
  if (engine === undefined) throw new Error('no engine is at work');
  const visible = watch.state(uid, 'canceling', 'canceled', 'pausing', 'paused');
  const final = watch.state(uid, 'canceled', 'paused');
  const stoppedAtMs = performance.now();
  const [visibleAtMs, finalAtMs, restAtMs, cleanAtMs] = await Promise.all([
    visible,
    final,
    untilAtRest(owner, engine.pid),
    untilNoSound(join(home, 'cache', 'work'), uid),
    stop(),
  ]);
  return {
    visibleMs: visibleAtMs - stoppedAtMs,
    finalMs: finalAtMs - stoppedAtMs,
    restMs: restAtMs - stoppedAtMs,
    cleanMs: cleanAtMs - stoppedAtMs,
  };
}

/** When the engine's CPU time was last seen to grow, or ffmpeg to be there. */
async function untilAtRest(owner: QueueOwner, enginePid: number): Promise<number> {
  let cpuMs = processCpuMs(enginePid);
  let busyAtMs = performance.now();
  while (performance.now() - busyAtMs < REST_MS) {
    await delay(POLL_MS);
    const now = processCpuMs(enginePid);
    const isDecoding = owner.children().some(({ name }) => name === 'ffmpeg');
    if (now !== cpuMs || isDecoding) busyAtMs = performance.now();
    cpuMs = now;
  }
  return busyAtMs;
}

async function untilNoSound(tempFolder: string, uid: string): Promise<number> {
  const isThere = async () => (await readdir(tempFolder)).some((name) => name.startsWith(uid));
  while (await isThere()) await delay(POLL_MS);
  return performance.now();
}
