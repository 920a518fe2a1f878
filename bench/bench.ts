import type { BareSetup } from './bare-engine.ts';
import type { BenchOptions } from './bench-options.ts';
import type { BenchPaths } from './bench-paths.ts';
import type { PreparedSound } from './prepare-sound.ts';
import type { Transcriber } from './transcriber.ts';

/** What every part of the benchmark works with. */
export type Bench = {
  readonly paths: BenchPaths;
  readonly options: BenchOptions;
  readonly ffmpeg: string;
  readonly sound: PreparedSound;
  readonly competitors: Competitors;
  /** Our engine by itself. */
  readonly bare: BareSetup;
  /** Prints one line about what is going on. */
  readonly log: (line: string) => void;
};

/** The programs under comparison. whisper-cli runs as apps ship it and as well as this machine can. */
export type Competitors = {
  readonly shippedDefaults: Transcriber;
  readonly shippedGreedy: Transcriber;
  readonly bestDefaults: Transcriber;
  readonly bestGreedy: Transcriber;
  readonly earshot: Transcriber;
  readonly fasterWhisper: Transcriber | null;
};

/** In the order in which they take turns. */
export function inTurn(competitors: Competitors): Transcriber[] {
  const { shippedDefaults, shippedGreedy, bestDefaults, bestGreedy, earshot, fasterWhisper } = competitors;
  return [
    shippedDefaults,
    shippedGreedy,
    bestDefaults,
    bestGreedy,
    earshot,
    ...(fasterWhisper ? [fasterWhisper] : []),
  ];
}
