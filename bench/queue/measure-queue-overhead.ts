import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureRun } from '../measure-run.ts';
import { atMost, markdownTable, type Section } from '../report.ts';
import { formatSpread, spreadOf } from '../spread.ts';
import type { QueueBench } from './queue-bench.ts';
import { homeEnvironment } from './queue-home.ts';

const BARE_PIPELINE = fileURLToPath(new URL('bare-pipeline-program.ts', import.meta.url));

type Run = { readonly wallSeconds: number; readonly cpuSeconds: number };

/** The same hour by the command line, through the queue, and by the bare pipeline: what the durable part costs. */
export async function measureQueueOverhead(bench: QueueBench): Promise<Section> {
  const { sound, options, log, paths } = bench;
  const queueRuns: Run[] = [];
  const bareRuns: Run[] = [];
  const input = ['transcribe', sound.hour.file, '--language', 'en', '--quiet', '--format', 'json'];
  const measureBare = async () => {
    bareRuns.push(await measureOne((home) => [BARE_PIPELINE, sound.hour.file, home], bench));
  };
  const measureQueue = async () => {
    queueRuns.push(
      await measureOne((home) => [paths.earshot, ...input, '--output', join(home, 'text')], bench),
    );
  };
  for (let pair = 1; pair <= options.pairs; pair += 1) {
    // Who goes first changes, so that a machine that becomes slower or faster favours nobody.
    for (const measure of pair % 2 === 1 ? [measureBare, measureQueue] : [measureQueue, measureBare]) {
      await measure();
    }
    log(`overhead, pair ${pair}: bare ${inWords(bareRuns)}, queue ${inWords(queueRuns)}`);
  }

  const moreOf = (figure: keyof Run) =>
    queueRuns.map((run, pair) => 100 * (run[figure] / (bareRuns[pair]?.[figure] ?? Number.NaN) - 1));
  const row = (name: string, runs: readonly Run[]) => [
    name,
    formatSpread(spreadOf(runs.map((run) => run.wallSeconds)), 1),
    formatSpread(spreadOf(runs.map((run) => run.cpuSeconds)), 1),
  ];
  const [moreWall, moreCpu] = [moreOf('wallSeconds'), moreOf('cpuSeconds')];
  const rows = [
    ['', 'wall s', 'CPU s of all processes'],
    row('bare pipeline, nothing stored', bareRuns),
    row('`earshot transcribe`, through the queue', queueRuns),
    ['more, in each pair, %', ...[moreWall, moreCpu].map((more) => more.map(inPercent).join(', '))],
  ];
  return {
    heading: 'What the queue costs',
    body: `${(sound.hour.seconds / 60).toFixed(1)} minutes of speech, ${options.pairs} pairs in turn, each from the start of the program to its exit, each in an empty data folder.\n\n${markdownTable(rows)}`,
    verdicts: [
      atMost('more wall time with the queue, median of the pairs', spreadOf(moreWall).median, 2, '%', 1),
      atMost('more CPU time with the queue, median of the pairs', spreadOf(moreCpu).median, 2, '%', 1),
    ],
  };
}

async function measureOne(argsFor: (home: string) => string[], { newHome }: QueueBench): Promise<Run> {
  const home = await newHome();
  const command = { program: process.execPath, args: argsFor(home), env: homeEnvironment(home) };
  const { wallMs, cpuMs } = await measureRun(command, () => false);
  return { wallSeconds: wallMs / 1000, cpuSeconds: cpuMs / 1000 };
}

function inPercent(value: number): string {
  return value.toFixed(1);
}

function inWords(runs: readonly Run[]): string {
  const { wallSeconds = 0, cpuSeconds = 0 } = runs.at(-1) ?? {};
  return `${wallSeconds.toFixed(1)} s (CPU ${cpuSeconds.toFixed(1)} s)`;
}
