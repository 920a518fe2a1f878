import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PeakMeter } from '../../../src/main/core/media/peak-meter.ts';

function bytesOf(samples: readonly number[]): Uint8Array {
  return new Uint8Array(Int16Array.from(samples).buffer);
}

function peaksOf(pieces: readonly Uint8Array[], channels = 1): number[] {
  const meter = new PeakMeter(channels);
  for (const piece of pieces) meter.hear(piece);
  return [...meter.finish()];
}

/** So many tenths of a second, each of one loudness. */
function stretches(...samples: readonly number[]): number[] {
  return samples.flatMap((sample) => Array.from({ length: 1600 }, () => sample));
}

test('each tenth of a second has its loudest sample, in 8 bits', () => {
  const sound = stretches(0, 100, 16_384, -16_384, 32_767, -32_768);
  sound[5] = -12_850;
  expect(peaksOf([bytesOf(sound)])).toEqual([100, 1, 128, 128, 255, 255]);
});

test('what is left at the end counts', () => {
  expect(peaksOf([bytesOf([...stretches(0), 32_767])])).toEqual([0, 255]);
  expect(peaksOf([])).toEqual([]);
});

test('of several channels the loudest counts', () => {
  const left = stretches(100, 32_767);
  const interleaved = left.flatMap((sample, index) => [sample, index < 1600 ? 16_384 : 0]);
  expect(peaksOf([bytesOf(interleaved)], 2)).toEqual([128, 255]);
});

test('it is the same however the sound is cut into pieces, and wherever those lie in memory', () => {
  const whole = bytesOf(Array.from({ length: 8_000 }, (_, index) => (index * 7_919) % 65_536));
  const expected = peaksOf([whole]);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 20 }),
      fc.boolean(),
      (cuts, isOdd) => {
        const ends = [...cuts.map((cut) => cut * 2), whole.length].toSorted((a, b) => a - b);
        const pieces = ends.map((end, index) => whole.subarray(ends[index - 1] ?? 0, end));
        const moved = pieces.map((piece) => {
          const room = new Uint8Array(piece.length + 1);
          room.set(piece, isOdd ? 1 : 0);
          return room.subarray(isOdd ? 1 : 0, piece.length + (isOdd ? 1 : 0));
        });
        expect(peaksOf(moved)).toEqual(expected);
      },
    ),
    { numRuns: 50 },
  );
});
