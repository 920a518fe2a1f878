import { setTimeout as delay } from 'node:timers/promises';
import { ProcessTree } from '../process-tree.ts';
import { atMost, markdownTable, type Section } from '../report.ts';
import { formatSpread, spreadOf } from '../spread.ts';
import { seededRandom } from '../synthesise-noise.ts';
import { addFile } from './add-files.ts';
import { EventWatch } from './event-watch.ts';
import { percentile } from './percentile.ts';
import type { QueueBench } from './queue-bench.ts';
import { QueueOwner } from './queue-owner.ts';
import { untilSomethingRuns } from './until-something-runs.ts';

const ENGINE_KILLS = 25;
const OWNER_KILLS = 10;
const SEED = 2026;
const MOMENT_MS = 2_000;
const POLL_MS = 5;

/** Kills the engine, and then the program that runs the queue, in the middle of a recording. */
export async function measureRecovery(bench: QueueBench): Promise<Section> {
  const home = await bench.newHome();
  const owner = await QueueOwner.start(home, bench.paths);
  const uid = await addFile(owner.client, bench.sound.threeHours.file);
  const engines = await killEngines(owner, uid);
  bench.log(`recovery: the engine was killed ${engines.length} times`);
  const owners = await killOwners(owner, uid, home, bench);
  bench.log(`recovery: the owner was killed ${owners.length} times`);

  const textMs = engines.map((time) => time.textMs);
  const runningMs = owners.map((time) => time.runningMs);
  const rows = [
    ['', 'median (range) ms'],
    [`engine killed (${engines.length} times), until a new one runs`, spread(engines, 'processMs')],
    ['until the text of a part that was lost with it is stored', spread(engines, 'textMs')],
    [
      `owner killed (${owners.length} times), until its engine and ffmpeg are gone`,
      spread(owners, 'orphansMs'),
    ],
    ['from the new start until the queue answers', spread(owners, 'answerMs')],
    ['from the new start until the recording is worked on', spread(owners, 'runningMs')],
    ['from the new start until more of its text is stored', spread(owners, 'textMs')],
  ];
  return {
    heading: 'Recovery',
    body: `At random moments (seed ${SEED}) of a recording of three hours. A part that runs again cannot be seen from outside, but its stored text can: that is later by all the time that the part takes.\n\n${markdownTable(rows)}`,
    verdicts: [
      atMost('engine killed, the same part done again, p99', percentile(textMs, 0.99), 5000, 'ms', 0),
      atMost(
        'owner killed, started again until the recording runs, worst case',
        Math.max(...runningMs),
        10_000,
        'ms',
        0,
      ),
    ],
  };
}

function spread<Key extends string>(times: readonly Record<Key, number>[], key: Key): string {
  return formatSpread(spreadOf(times.map((time) => time[key])), 0);
}

type AfterEngine = { processMs: number; textMs: number };

async function killEngines(owner: QueueOwner, uid: string): Promise<AfterEngine[]> {
  const random = seededRandom(SEED);
  const watch = new EventWatch(owner.client);
  const times: AfterEngine[] = [];
  await watch.chunk(uid);
  while (times.length < ENGINE_KILLS) {
    // Parts of both states must get through in between: one that loses its engine three times is given up, rightly.
    for (let parts = 0; parts < 3; parts += 1) await watch.chunk(uid);
    await delay(random() * MOMENT_MS);
    const old = engineOf(owner);
    if (old === null) throw new Error('no engine is at work');
    process.kill(old, 'SIGKILL');
    const killedAtMs = performance.now();
    const startedAtMs = await untilNewEngine(owner, old);
    // What the old engine had finished has been told by now.
    const textAtMs = await watch.chunk(uid);
    times.push({ processMs: startedAtMs - killedAtMs, textMs: textAtMs - killedAtMs });
  }
  watch.close();
  return times;
}

async function untilNewEngine(owner: QueueOwner, old: number): Promise<number> {
  for (;;) {
    const pid = engineOf(owner);
    if (pid !== null && pid !== old) return performance.now();
    await delay(POLL_MS);
  }
}

function engineOf(owner: QueueOwner): number | null {
  return owner.children().find(({ name }) => name.startsWith('whisper-runner'))?.pid ?? null;
}

type AfterOwner = { orphansMs: number; answerMs: number; runningMs: number; textMs: number };

async function killOwners(
  first: QueueOwner,
  uid: string,
  home: string,
  { paths }: QueueBench,
): Promise<AfterOwner[]> {
  const random = seededRandom(SEED);
  const times: AfterOwner[] = [];
  for (let owner = first; ; ) {
    const children = owner.children().map(({ pid }) => pid);
    const killedAtMs = performance.now();
    await owner.kill();
    await untilGone(children);
    const orphansMs = performance.now() - killedAtMs;
    owner = await QueueOwner.start(home, paths);
    const answerMs = performance.now() - owner.startedAtMs;
    const watch = new EventWatch(owner.client);
    const text = watch.chunk(uid);
    const runningMs = (await untilSomethingRuns(owner)) - owner.startedAtMs;
    const textMs = (await text) - owner.startedAtMs;
    times.push({ orphansMs, answerMs, runningMs, textMs });
    if (times.length === OWNER_KILLS) {
      await owner.stop();
      return times;
    }
    await delay(random() * MOMENT_MS);
  }
}

async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isRunning)) await delay(POLL_MS);
}

/** One that has ended keeps its number, and nothing else, until somebody has asked for its exit code. */
function isRunning(pid: number): boolean {
  return new ProcessTree(pid).sample().some((sample) => sample.pid === pid && sample.rssBytes > 0);
}
