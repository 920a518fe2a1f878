import { type Bench, inTurn } from './bench.ts';
import type { RunMeasurement } from './measure-run.ts';
import { atMost, markdownTable, type Section } from './report.ts';
import { formatSpread, type Spread, spreadOf } from './spread.ts';
import type { Transcriber } from './transcriber.ts';

const BYTES_PER_MB = 1_000_000;

/**
 * A quarter of an hour of speech through every program, which take turns, so that a busy minute of the machine
 * hits all of them.
 */
export async function measureSpeed(bench: Bench): Promise<Section> {
  const { competitors, sound, options, log } = bench;
  const runs = new Map<Transcriber, RunMeasurement[]>();
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const transcriber of inTurn(competitors)) {
      const { cost } = await transcriber.transcribe(sound.quarterHour.file);
      log(
        `speed, round ${round} of ${options.rounds}: ${transcriber.name} ${(cost.wallMs / 1000).toFixed(1)} s`,
      );
      runs.set(transcriber, [...(runs.get(transcriber) ?? []), cost]);
    }
  }

  const spread = (transcriber: Transcriber, figure: (run: RunMeasurement) => number): Spread =>
    spreadOf((runs.get(transcriber) ?? []).map(figure));
  const wall = (transcriber: Transcriber) => spread(transcriber, (run) => run.wallMs / 1000);
  const engineMb = (transcriber: Transcriber) =>
    spread(transcriber, (run) => run.enginePeakRssBytes / BYTES_PER_MB);
  const treeMb = (transcriber: Transcriber) =>
    spread(transcriber, (run) => run.treePeakRssBytes / BYTES_PER_MB);

  const { shippedDefaults, bestGreedy, earshot } = competitors;
  const rows = inTurn(competitors).map((transcriber) => [
    transcriber.name,
    formatSpread(wall(transcriber), 1),
    (sound.quarterHour.seconds / wall(transcriber).median).toFixed(1),
    (wall(transcriber).median / wall(shippedDefaults).median).toFixed(2),
    formatSpread(
      spread(transcriber, (run) => run.cpuMs / 1000),
      1,
    ),
    formatSpread(engineMb(transcriber), 0),
    formatSpread(treeMb(transcriber), 0),
  ]);
  const head = [
    'program',
    'wall s',
    '× real time',
    'wall against the first',
    'CPU s',
    'engine peak MB',
    'all processes peak MB',
  ];
  const minutes = (sound.quarterHour.seconds / 60).toFixed(1);
  const ratio = (other: Transcriber) => wall(earshot).median / wall(other).median;
  return {
    heading: 'Speed and memory',
    body: `${minutes} minutes of English speech; median (range) of ${options.rounds} runs, the programs taking turns.\n\n${markdownTable([head, ...rows])}`,
    verdicts: [
      atMost(`wall time against ${shippedDefaults.name}`, ratio(shippedDefaults), 0.45, '', 2),
      atMost(`wall time against ${bestGreedy.name}`, ratio(bestGreedy), 0.92, '', 2),
      atMost('peak memory of the engine', engineMb(earshot).highest, 350, 'MB', 0),
      atMost('peak memory of all processes', treeMb(earshot).highest, 560, 'MB', 0),
    ],
  };
}
