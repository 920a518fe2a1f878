import { BYTES_PER_SAMPLE } from './decode-arguments.ts';

/**
 * Takes interleaved 16-bit samples apart.
 *
 * @param frames whole frames: a multiple of `channels` samples
 * @returns one buffer per channel, in the channel order of the source
 */
export function splitChannels(frames: Buffer, channels: number): Buffer[] {
  if (channels === 1) return [frames];
  const frameBytes = channels * BYTES_PER_SAMPLE;
  const frameCount = frames.length / frameBytes;
  return Array.from({ length: channels }, (_, channel) => {
    // Not cut from Node's own buffer, so that it can be freed.
    const samples = Buffer.allocUnsafeSlow(frameCount * BYTES_PER_SAMPLE);
    for (let frame = 0; frame < frameCount; frame += 1) {
      const from = frame * frameBytes + channel * BYTES_PER_SAMPLE;
      samples[frame * BYTES_PER_SAMPLE] = frames[from] ?? 0;
      samples[frame * BYTES_PER_SAMPLE + 1] = frames[from + 1] ?? 0;
    }
    return samples;
  });
}
