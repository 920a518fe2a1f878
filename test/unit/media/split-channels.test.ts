import { array, assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { splitChannels } from '../../../src/main/core/media/split-channels.ts';

const frames = integer({ min: 1, max: 12 }).chain((channels) =>
  array(array(integer({ min: -32_768, max: 32_767 }), { minLength: channels, maxLength: channels }), {
    minLength: 1,
  }),
);

test('every sample lands in the buffer of its channel, in order', () => {
  assert(
    property(frames, (samples) => {
      const channels = samples[0]?.length ?? 0;
      const apart = splitChannels(Buffer.from(Int16Array.from(samples.flat()).buffer), channels);
      const together = samples.map((_, frame) => apart.map((channel) => channel.readInt16LE(frame * 2)));
      expect(together).toEqual(samples);
      expect(apart.every((channel) => channel.length === samples.length * 2)).toBe(true);
    }),
  );
});
