import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findRunner } from '../src/main/core/engine/find-runner.ts';
import { resolveFfmpeg } from '../src/main/core/media/resolve-ffmpeg.ts';
import type { Bench, Competitors } from './bench.ts';
import { type BenchPart, parseBenchOptions, UsageError } from './bench-options.ts';
import { type BenchPaths, benchPaths } from './bench-paths.ts';
import { buildWhisperCli } from './build-whisper-cli.ts';
import { describeMachine } from './machine.ts';
import { measureAccuracy } from './measure-accuracy.ts';
import { measureCancel } from './measure-cancel.ts';
import { measureMemory } from './measure-memory.ts';
import { measureOverhead } from './measure-overhead.ts';
import { measureSilence } from './measure-silence.ts';
import { measureSpeed } from './measure-speed.ts';
import { prepareSound } from './prepare-sound.ts';
import { readRecordings } from './recordings.ts';
import { renderReport, type Section } from './report.ts';
import { Earshot, FasterWhisper, WhisperCli } from './transcriber.ts';

const MEASUREMENTS: Readonly<Record<BenchPart, (bench: Bench) => Promise<Section>>> = {
  speed: measureSpeed,
  accuracy: measureAccuracy,
  memory: measureMemory,
  cancel: measureCancel,
  silence: measureSilence,
  overhead: measureOverhead,
};

const GREEDY = ['--beam-size', '1', '--best-of', '1'];

/** Progress goes to stderr: stdout is for the report. */
function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<void> {
  const options = parseBenchOptions(process.argv.slice(2), process.env);
  if (process.platform !== 'linux') throw new UsageError('The benchmark reads /proc and runs on Linux only.');
  const paths = benchPaths();
  await mkdir(paths.work, { recursive: true });
  const ffmpeg = await resolveFfmpeg(
    { env: process.env, platform: process.platform },
    new AbortController().signal,
  );
  const runner = await findRunner(paths.nativePrograms, process.env['EARSHOT_CPU_VARIANT']);
  const bench: Bench = {
    paths,
    options,
    ffmpeg: ffmpeg.ffmpegPath,
    competitors: await prepareCompetitors(paths, runner.variant, options.ctranslate2Model),
    bare: { executable: runner.executable, model: paths.model, vadModel: paths.vadModel },
    sound: await prepareSound(
      ffmpeg.ffmpegPath,
      await readRecordings(paths.recordings),
      join(paths.work, 'sound'),
    ),
    log,
  };

  const machine = await describeMachine(paths, runner.variant, ffmpeg.version);
  const sections: Section[] = [];
  for (const part of options.parts) sections.push(await MEASUREMENTS[part](bench));
  const report = renderReport('Benchmark', machine, sections);
  await writeFile(join(paths.work, 'report.md'), report);
  process.stdout.write(report);
}

async function prepareCompetitors(
  paths: BenchPaths,
  variant: string,
  ctranslate2Model: string | null,
): Promise<Competitors> {
  const shipped = await buildWhisperCli(paths, { kind: 'shipped' }, log);
  const best = await buildWhisperCli(paths, { kind: 'like-engine', variant }, log);
  return {
    shippedDefaults: new WhisperCli('whisper-cli as shipped (AVX2), defaults', shipped, paths, []),
    shippedGreedy: new WhisperCli('whisper-cli as shipped (AVX2), greedy', shipped, paths, GREEDY),
    bestDefaults: new WhisperCli(`whisper-cli ${variant}, defaults`, best, paths, []),
    bestGreedy: new WhisperCli(`whisper-cli ${variant}, greedy`, best, paths, GREEDY),
    earshot: new Earshot(paths),
    fasterWhisper: ctranslate2Model === null ? null : new FasterWhisper(paths, ctranslate2Model),
  };
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
