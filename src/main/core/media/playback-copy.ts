import { MOST_CHANNELS_WITH_LAYOUT } from './decode-arguments.ts';
import { OPUS_RATE_HZ, OpusFile } from './opus-file.ts';
import { type PcmDecodeOptions, PcmDecoder } from './pcm-decoder.ts';

/** What {@link writePlaybackCopy} makes. */
export const PLAYBACK_MEDIA_TYPE = 'audio/ogg';

/**
 * Writes a track as a file that every browser plays, at the very times at which the transcript has it: it goes the way of the
 * sound that is transcribed, silence before and between included.
 *
 * @param path of a file that is not there yet; what is in it when this fails is of no use
 * @throws EarshotError `audio-empty`, `decode-failed`, `disk-full`, `output-not-writable`, `ffmpeg-missing`, `cancelled`
 */
export async function writePlaybackCopy(
  options: Omit<PcmDecodeOptions, 'channels' | 'sampleRateHz'>,
  path: string,
): Promise<void> {
  const { channels } = options.track;
  const isStereo = channels > 1 && channels <= MOST_CHANNELS_WITH_LAYOUT;
  const { tools, onSpawn } = options;
  const hooks = onSpawn === undefined ? {} : { onSpawn };
  const file = new OpusFile({ path, channels: isStereo ? 2 : 1, tools, ...hooks });
  await new PcmDecoder(
    { ...options, channels: isStereo ? 'stereo' : 'mix', sampleRateHz: OPUS_RATE_HZ },
    file,
  ).run();
}
