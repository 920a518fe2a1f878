import { join } from 'node:path';
import { cancelled, toEarshotError } from '../../../shared/errors.ts';
import { chooseTrack } from './choose-track.ts';
import { SAMPLE_RATE_HZ } from './decode-arguments.ts';
import { freeBuffer } from './free-buffer.ts';
import type { AudioTrack, MediaInfo } from './media-info.ts';
import { type DecodeResult, type PcmDecodeOptions, PcmDecoder, type PcmSink } from './pcm-decoder.ts';
import { PcmFile, type PcmStream } from './pcm-stream.ts';
import { splitChannels } from './split-channels.ts';

export type { DecodeResult } from './pcm-decoder.ts';
export type { PcmStream } from './pcm-stream.ts';

export type DecodeRequest = {
  readonly file: string;
  readonly info: MediaInfo;
  /** Index among {@link MediaInfo.tracks}; null takes the file's default track. */
  readonly track: number | null;
  /** `mix`: one stream, by ffmpeg's usual downmix. `split`: one stream per channel of the source. */
  readonly channels: 'mix' | 'split';
  /** An existing folder; its owner removes the working files. */
  readonly outputDirectory: string;
  readonly signal: AbortSignal;
};

export type DecodeOptions = DecodeRequest & Pick<PcmDecodeOptions, 'tools' | 'onSpawn' | 'stallLimitMs'>;

export type Decoding = {
  /** Index among {@link MediaInfo.tracks} of the track that is decoded. */
  readonly track: number;
  /** One for `mix`, one per channel for `split`, in the order of the channels. They grow together. */
  readonly streams: readonly PcmStream[];
  /**
   * @throws EarshotError `audio-empty`, `decode-failed`, `disk-full`, `output-not-writable`, `ffmpeg-missing`,
   *   `cancelled`. Need not be watched by who watches the streams: they throw the same error.
   */
  readonly finished: Promise<DecodeResult>;
};

/**
 * Decodes one track, once, to working files of 16 kHz mono 16-bit samples that can be read while they grow.
 * Sample 0 is the start of the recording, whatever comes late, starts early or is missing in between.
 *
 * @throws EarshotError `track-not-found`, `disk-full`, `output-not-writable`, `cancelled`; what goes wrong later comes
 *   from {@link Decoding.finished}
 */
export async function decodeAudio(options: DecodeOptions): Promise<Decoding> {
  if (options.signal.aborted) throw cancelled(options.signal.reason);
  const track = chooseTrack(options.info, options.track, options.file);
  const files = await createFiles(options, track);
  const sampleRateHz = SAMPLE_RATE_HZ;
  const finished = new PcmDecoder({ ...options, track, sampleRateHz }, growing(files)).run();
  // Who follows only the streams gets the error there; it must not end the process as an unhandled rejection too.
  finished.catch(() => undefined);
  return { track: track.index, streams: files, finished };
}

async function createFiles(options: DecodeOptions, track: AudioTrack): Promise<PcmFile[]> {
  const pathFor = (suffix: string): string =>
    join(options.outputDirectory, `track-${track.index}${suffix}.pcm`);
  if (options.channels === 'mix') return [await PcmFile.create(pathFor(''), null)];
  const files: PcmFile[] = [];
  try {
    for (let channel = 0; channel < track.channels; channel += 1) {
      files.push(await PcmFile.create(pathFor(`-channel-${channel}`), channel));
    }
    return files;
  } catch (error) {
    const failure = toEarshotError(error);
    await Promise.all(files.map((file) => file.fail(failure)));
    throw failure;
  }
}

/** Working files that grow together, one for each channel that comes out of ffmpeg. */
function growing(files: readonly PcmFile[]): PcmSink {
  return {
    append: async (frames) => {
      const channels = splitChannels(frames, files.length);
      for (const [index, file] of files.entries()) await file.append(channels[index] ?? Buffer.alloc(0));
      // With one channel these are the frames themselves, which belong to the decoder.
      if (channels.length > 1) channels.forEach(freeBuffer);
    },
    end: async () => {
      for (const file of files) await file.end();
    },
    fail: async (reason) => {
      await Promise.all(files.map((file) => file.fail(reason)));
    },
  };
}
