import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../bench/bench-options.ts';
import { parseQueueBenchOptions, QUEUE_BENCH_PARTS } from '../../../bench/queue/queue-bench-options.ts';

describe('the options of the benchmark of the queue', () => {
  test('are all parts and three pairs when nothing is said', () => {
    expect(parseQueueBenchOptions([])).toEqual({ parts: QUEUE_BENCH_PARTS, pairs: 3 });
  });

  test('pick parts and pairs', () => {
    const options = parseQueueBenchOptions(['--only', 'status, loop', '--pairs', '5']);
    expect(options).toEqual({ parts: ['status', 'loop'], pairs: 5 });
  });

  test.each([
    ['an unknown part', ['--only', 'status,beauty'], /"beauty".*enqueue, status/u],
    ['no pair at all', ['--pairs', '0'], /--pairs/u],
    ['an unknown option', ['--fast'], /--fast/u],
  ])('refuse %s and say what would do', (_, args, message) => {
    expect(() => parseQueueBenchOptions(args)).toThrow(UsageError);
    expect(() => parseQueueBenchOptions(args)).toThrow(message);
  });
});
