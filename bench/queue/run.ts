import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findRunner } from '../../src/main/core/engine/find-runner.ts';
import { resolveFfmpeg } from '../../src/main/core/media/resolve-ffmpeg.ts';
import { UsageError } from '../bench-options.ts';
import { benchPaths } from '../bench-paths.ts';
import { describeMachine } from '../machine.ts';
import { renderReport, type Section } from '../report.ts';
import { prepareLongRecordings } from './long-recordings.ts';
import { measureEnqueue } from './measure-enqueue.ts';
import { measureLoopDelay } from './measure-loop-delay.ts';
import { measureQueueOverhead } from './measure-queue-overhead.ts';
import { measureRecovery } from './measure-recovery.ts';
import { measureStatus } from './measure-status.ts';
import { measureStop } from './measure-stop.ts';
import { measureSupervisorMemory } from './measure-supervisor-memory.ts';
import type { QueueBench } from './queue-bench.ts';
import { parseQueueBenchOptions, type QueueBenchPart } from './queue-bench-options.ts';

const MEASUREMENTS: Readonly<Record<QueueBenchPart, (bench: QueueBench) => Promise<Section>>> = {
  enqueue: measureEnqueue,
  status: measureStatus,
  loop: measureLoopDelay,
  stop: measureStop,
  recovery: measureRecovery,
  overhead: measureQueueOverhead,
  memory: measureSupervisorMemory,
};

/** Progress goes to stderr: stdout is for the report. */
function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<void> {
  const options = parseQueueBenchOptions(process.argv.slice(2));
  if (process.platform !== 'linux') throw new UsageError('The benchmark reads /proc and runs on Linux only.');
  const paths = benchPaths();
  const homes = join(paths.work, 'queues');
  await rm(homes, { recursive: true, force: true });
  let homeCount = 0;
  const { signal } = new AbortController();
  const ffmpeg = await resolveFfmpeg({ env: process.env, platform: process.platform }, signal);
  const runner = await findRunner(paths.nativePrograms, process.env['EARSHOT_CPU_VARIANT']);
  const bench: QueueBench = {
    paths,
    options,
    sound: await prepareLongRecordings(
      ffmpeg.ffmpegPath,
      paths.recordings,
      join(paths.work, 'long-recordings'),
    ),
    newHome: async () => {
      homeCount += 1;
      const home = join(homes, String(homeCount));
      await mkdir(home, { recursive: true });
      return home;
    },
    log,
  };

  const machine = await describeMachine(paths, runner.variant, ffmpeg.version);
  const sections: Section[] = [];
  for (const part of options.parts) sections.push(await MEASUREMENTS[part](bench));
  const report = renderReport('Benchmark of the queue', machine, sections);
  await writeFile(join(paths.work, 'queue-report.md'), report);
  process.stdout.write(report);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
