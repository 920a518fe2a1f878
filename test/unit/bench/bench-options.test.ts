import { describe, expect, test } from 'vitest';
import { BENCH_PARTS, parseBenchOptions, UsageError } from '../../../bench/bench-options.ts';

describe('the options of the benchmark', () => {
  test('are all parts in three rounds when nothing is said', () => {
    expect(parseBenchOptions([], {})).toEqual({
      parts: BENCH_PARTS,
      rounds: 3,
      noiseFiles: [],
      ctranslate2Model: null,
    });
  });

  test('pick parts, rounds and recordings of noise', () => {
    const args = ['--only', 'accuracy,cancel', '--rounds', '1', '--noise', 'fan.wav', '--noise', 'rain.mp3'];
    expect(parseBenchOptions(args, { EARSHOT_BENCH_CT2: '/models/base' })).toEqual({
      parts: ['accuracy', 'cancel'],
      rounds: 1,
      noiseFiles: ['fan.wav', 'rain.mp3'],
      ctranslate2Model: '/models/base',
    });
  });

  test.each([
    ['an unknown part', ['--only', 'speed,beauty'], /"beauty".*speed, accuracy/u],
    ['no round at all', ['--rounds', '0'], /--rounds/u],
    ['half a round', ['--rounds', '1.5'], /--rounds/u],
    ['an unknown option', ['--fast'], /--fast/u],
  ])('refuse %s and say what would do', (_, args, message) => {
    expect(() => parseBenchOptions(args, {})).toThrow(UsageError);
    expect(() => parseBenchOptions(args, {})).toThrow(message);
  });
});
