import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom, synthesiseNoise } from '../../../bench/synthesise-noise.ts';

const COLOURS = ['white', 'pink', 'brown'] as const;

function levelDb(samples: Int16Array): number {
  const power = samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length;
  return 20 * Math.log10(Math.sqrt(power) / 32_768);
}

/** Power of the difference of neighbours against power of the signal: 2 for white noise, less the more low tones there are. */
function roughness(samples: Int16Array): number {
  let differences = 0;
  let power = 0;
  for (const [index, sample] of samples.entries()) {
    power += sample ** 2;
    if (index > 0) differences += (sample - (samples[index - 1] ?? 0)) ** 2;
  }
  return differences / power;
}

describe('synthesised noise', () => {
  test.each(COLOURS)('%s has the level that was asked for', (colour) => {
    expect(levelDb(synthesiseNoise(colour, 80_000, -13, 1))).toBeCloseTo(-13, 0);
    expect(levelDb(synthesiseNoise(colour, 80_000, -35, 1))).toBeCloseTo(-35, 1);
  });

  test.each(COLOURS)('%s is the same for the same seed and another for another', (colour) => {
    const noise = synthesiseNoise(colour, 1000, -20, 7);
    expect(synthesiseNoise(colour, 1000, -20, 7)).toEqual(noise);
    expect(synthesiseNoise(colour, 1000, -20, 8)).not.toEqual(noise);
  });

  test('gets smoother from white over pink to brown', () => {
    const [white = 0, pink = 0, brown = 0] = COLOURS.map((colour) =>
      roughness(synthesiseNoise(colour, 80_000, -20, 3)),
    );
    expect(white).toBeCloseTo(2, 1);
    expect(pink).toBeLessThan(white / 2);
    expect(brown).toBeLessThan(pink / 2);
  });

  test('draws its numbers from zero to below one, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed);
        for (let draw = 0; draw < 20; draw += 1) {
          const value = random();
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThan(1);
        }
      }),
    );
  });
});
