import { parseArgs } from 'node:util';
import { UsageError } from '../bench-options.ts';

export const QUEUE_BENCH_PARTS = [
  'enqueue',
  'status',
  'loop',
  'stop',
  'recovery',
  'overhead',
  'memory',
] as const;

export type QueueBenchPart = (typeof QUEUE_BENCH_PARTS)[number];

export type QueueBenchOptions = {
  readonly parts: readonly QueueBenchPart[];
  /** How often the queue and the bare pipeline take turns on the same hour. */
  readonly pairs: number;
};

/**
 * Reads `--only status,loop` and `--pairs 3`.
 *
 * @throws UsageError
 */
export function parseQueueBenchOptions(args: readonly string[]): QueueBenchOptions {
  const { only, pairs: wanted = '3' } = readValues(args);
  const pairs = Number(wanted);
  if (!Number.isInteger(pairs) || pairs < 1) {
    throw new UsageError(`--pairs takes a whole number from 1, not "${wanted}".`);
  }
  return { parts: only === undefined ? QUEUE_BENCH_PARTS : only.split(',').map(toPart), pairs };
}

function readValues(args: readonly string[]): { only?: string; pairs?: string } {
  try {
    const options = { only: { type: 'string' }, pairs: { type: 'string' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function toPart(name: string): QueueBenchPart {
  const part = QUEUE_BENCH_PARTS.find((known) => known === name.trim());
  if (part !== undefined) return part;
  throw new UsageError(`There is no part "${name}"; --only takes ${QUEUE_BENCH_PARTS.join(', ')}.`);
}
