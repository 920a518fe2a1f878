import { parseArgs } from 'node:util';

export const BENCH_PARTS = ['speed', 'accuracy', 'memory', 'cancel', 'silence', 'overhead'] as const;

export type BenchPart = (typeof BENCH_PARTS)[number];

export type BenchOptions = {
  readonly parts: readonly BenchPart[];
  /** How often each engine runs in the comparison of speed; the engines take turns. */
  readonly rounds: number;
  /** More recordings without speech, for the check that none of it becomes text. */
  readonly noiseFiles: readonly string[];
  /** Folder of a CTranslate2 model, when faster-whisper is to be compared as well. */
  readonly ctranslate2Model: string | null;
};

/** Thrown for a command line that makes no sense; the message says what would. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads `--only speed,accuracy`, `--rounds 3` and any number of `--noise FILE`.
 *
 * @throws UsageError
 */
export function parseBenchOptions(args: readonly string[], env: NodeJS.ProcessEnv): BenchOptions {
  const values = readValues(args);
  const rounds = Number(values.rounds ?? '3');
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new UsageError(`--rounds takes a whole number from 1, not "${values.rounds}".`);
  }
  return {
    parts: values.only === undefined ? BENCH_PARTS : values.only.split(',').map(toPart),
    rounds,
    noiseFiles: values.noise ?? [],
    ctranslate2Model: env['EARSHOT_BENCH_CT2'] || null,
  };
}

function readValues(args: readonly string[]): { only?: string; rounds?: string; noise?: string[] } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        rounds: { type: 'string' },
        noise: { type: 'string', multiple: true },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function toPart(name: string): BenchPart {
  const part = BENCH_PARTS.find((known) => known === name.trim());
  if (part === undefined) {
    throw new UsageError(`There is no part "${name}"; --only takes ${BENCH_PARTS.join(', ')}.`);
  }
  return part;
}
