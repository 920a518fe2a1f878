import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { between, DisturbedBatch, untilQuiet } from '../support/fault-batch.ts';
import { FaultHome, type FaultRule } from '../support/fault-home.ts';
import { seededRandom } from '../support/fault-power-cut.ts';
import { commandOf, signalIfThere } from '../support/fault-processes.ts';
import { call, lineTo } from '../support/fault-queue-line.ts';
import { scaleOf } from '../support/fault-scale.ts';
import { addToTally, countCycle } from '../support/fault-tally.ts';
import type { RunningCli } from '../support/run-cli.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const MINUTE_MS = 60_000;
const WAL_LIMIT_BYTES = 64 * 1024 * 1024;
const LOG_LIMIT_BYTES = 5 * 10 * 1024 * 1024;
const minutes = scaleOf('soak-minutes');
const seed = Number(process.env['EARSHOT_FAULTS_SEED'] ?? Date.now() % 1_000_000);

/** What can be done to a program at work, by its family. */
type Fault = { readonly name: string; readonly strike: (cli: RunningCli, home: FaultHome) => Promise<void> };

const ENGINE_FAULTS: readonly FaultRule[] = [
  { fault: 'exit', code: 3 },
  { fault: 'signal', signal: 'SIGSEGV' },
  { fault: 'garbage' },
  { fault: 'half-line' },
  { fault: 'duplicate' },
  { fault: 'wrong-id' },
  { fault: 'close-stdout' },
  { fault: 'slow', ms: 2000 },
];

function engineNamed(home: FaultHome, word: string): number[] {
  return home.processes().filter((pid) => commandOf(pid).some((part) => part.includes(word)));
}

const FAULTS: readonly Fault[] = [
  {
    name: 'the program is killed',
    strike: async (cli) => signalIfThere(cli.pid, 'SIGKILL'),
  },
  {
    name: 'the program is interrupted',
    strike: async (cli) => signalIfThere(cli.pid, 'SIGINT'),
  },
  {
    name: 'the engine is killed',
    strike: async (_, home) => {
      for (const pid of engineNamed(home, 'whisper-runner')) signalIfThere(pid, 'SIGKILL');
    },
  },
  {
    name: 'ffmpeg is killed',
    strike: async (_, home) => {
      for (const pid of engineNamed(home, 'ffmpeg')) signalIfThere(pid, 'SIGKILL');
    },
  },
  {
    name: 'everything stands still for two seconds',
    strike: async (_, home) => {
      const pids = home.processes();
      for (const pid of pids) signalIfThere(pid, 'SIGSTOP');
      await delay(2000);
      for (const pid of pids.toReversed()) signalIfThere(pid, 'SIGCONT');
    },
  },
  {
    name: 'the queue is paused and goes on',
    strike: async (_, home) => {
      const line = await Promise.race([lineTo(home), delay(3000, null)]);
      if (line === null) return;
      await line.call('queue.pause', {});
      await delay(1000);
      const resumed = await line.call('queue.resume', {});
      await line.close();
      // Whoever ran the queue may have gone in that second. A queue that was paused stays so until it is told otherwise.
      if (!resumed.ok) await (await home.start(['queue', 'resume'])).finished;
    },
  },
];

describe.skipIf(process.platform !== 'linux' || minutes === 0)('a queue under random faults', () => {
  test(`keeps every promise for ${minutes} minutes`, { timeout: (minutes + 10) * MINUTE_MS }, async ({
    annotate,
  }) => {
    const home = new FaultHome(mkdtempSync(join(folder, 'home-')));
    onTestFinished(() => home.remove());
    await annotate(`seed ${seed}`);
    const random = seededRandom(seed);
    const untilMs = performance.now() + minutes * MINUTE_MS;
    let jobs = 0;
    let struck = 0;
    let helped = 0;
    for (let round = 0; performance.now() < untilMs; round++) {
      const rule = ENGINE_FAULTS[between(random, 0, ENGINE_FAULTS.length - 1)];
      const rules = rule === undefined ? [] : [{ ...rule, times: 1, key: String(round) }];
      home.script({ callMs: between(random, 20, 400), rules });
      const batch = new DisturbedBatch(
        home,
        Array.from({ length: between(random, 1, 5) }, () => home.record(between(random, 1, 6))),
      );
      jobs += batch.recordings.length;
      for (let isOver = false; !isOver; ) {
        const cli = await batch.start();
        const over = new AbortController();
        const fault = FAULTS[between(random, 0, FAULTS.length - 1)];
        const strike = delay(between(random, 300, 5000), undefined, { signal: over.signal })
          .then(() => fault?.strike(cli, home))
          .then(() => (struck += 1))
          .catch(() => {}); // the batch was done before
        const result = await cli.finished;
        over.abort();
        await strike;
        const life = batch.takeStock({
          ...result,
          exitCode: result.exitCode === 130 ? null : result.exitCode,
        });
        countCycle(life.findings);
        expect(
          life.findings,
          `seed ${seed}, round ${round}, ${fault?.name}\n${result.stdout.slice(-3000)}`,
        ).toEqual([]);
        isOver = !life.wasKilled;
        // Whoever is not done by now waits for a person.
        if (isOver && result.exitCode !== 0) helped += 1;
      }
      await checkRest(home);
    }
    await untilQuiet(home);
    addToTally({ orphans: home.processes().length });
    await annotate(`${jobs} jobs, ${struck} faults, ${helped} batches that needed a person`);
    expect(home.leftovers()).toEqual([]);
    expect(helped / Math.max(struck, 1)).toBeLessThan(0.05);
  });
});

/** Nothing grows without end, and nobody is stuck. */
async function checkRest(home: FaultHome): Promise<void> {
  expect(sizeOf(`${home.database}-wal`)).toBeLessThanOrEqual(WAL_LIMIT_BYTES);
  const logs = join(home.home, 'logs');
  const logBytes = readdirSync(logs).reduce((sum, name) => sum + sizeOf(join(logs, name)), 0);
  expect(logBytes).toBeLessThanOrEqual(LOG_LIMIT_BYTES);
  const engines = engineNamed(home, 'whisper-runner');
  if (engines.length === 0) return;
  const line = await Promise.race([lineTo(home), delay(3000, null)]);
  if (line === null) return;
  const { stuck } = await call(line, 'queue.status', {});
  await line.close();
  countCycle([], { cycles: 0, stuckJobs: stuck.length });
  expect(stuck).toEqual([]);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
