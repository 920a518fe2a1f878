/** White noise has equal power in every hertz, pink in every octave; brown falls by 6 dB an octave. */
export type NoiseColour = 'white' | 'pink' | 'brown';

/** Full scale of 16-bit sound. */
const FULL_SCALE = 32_768;

/**
 * Noise as 16 kHz mono s16le samples, the same for the same seed.
 *
 * @param levelDb root mean square level in dB below full scale, for example −13; peaks above full scale are clipped
 */
export function synthesiseNoise(
  colour: NoiseColour,
  sampleCount: number,
  levelDb: number,
  seed: number,
): Int16Array {
  const samples = COLOURS[colour](sampleCount, seededRandom(seed));
  let power = 0;
  for (const sample of samples) power += sample * sample;
  const rms = Math.sqrt(power / Math.max(1, sampleCount));
  const gain = rms === 0 ? 0 : (10 ** (levelDb / 20) * FULL_SCALE) / rms;
  return Int16Array.from(samples, (sample) =>
    Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, Math.round(sample * gain))),
  );
}

type Random = () => number;

const COLOURS: Readonly<Record<NoiseColour, (count: number, random: Random) => Float64Array>> = {
  white: (count, random) => Float64Array.from({ length: count }, () => gaussian(random)),

  // Voss's generator: rows of white noise, each renewed half as often as the one before.
  pink: (count, random) => {
    const rows = Float64Array.from({ length: 16 }, () => gaussian(random));
    return Float64Array.from({ length: count }, (_, index) => {
      const row = 31 - Math.clz32((index + 1) & -(index + 1));
      if (row < rows.length) rows[row] = gaussian(random);
      let sum = gaussian(random);
      for (const value of rows) sum += value;
      return sum;
    });
  },

  // A random walk that leaks, or it would drift away from zero.
  brown: (count, random) => {
    let level = 0;
    return Float64Array.from({ length: count }, () => {
      level = level * 0.998 + gaussian(random);
      return level;
    });
  },
};

/** Box and Muller's transform of two uniform numbers. */
function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Marsaglia's 32-bit xorshift (2003): good enough for noise and for choosing moments, and the same everywhere. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0 || 1;
  return () => {
    state = (state ^ (state << 13)) >>> 0;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state / 4_294_967_296;
  };
}
