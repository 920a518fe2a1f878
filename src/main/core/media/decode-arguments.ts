import { ffmpegInputName, ffmpegInputOptions, hasTimestamps } from './ffmpeg-input.ts';
import type { AudioTrack, MediaInfo } from './media-info.ts';

/** The rate and format that speech models take. */
export const SAMPLE_RATE_HZ = 16_000;
export const BYTES_PER_SAMPLE = 2;

/** The pipe on which ffmpeg reports the time of the first decoded frame. */
export const FIRST_FRAME_PIPE = 3;

/**
 * Timestamps further from zero than this are a clock that ran on (a camera's uptime, the time of day), not a delay:
 * media time then begins at the first stream.
 */
const LONGEST_DELAY_MS = 10 * 60_000;

/** ffmpeg knows default layouts, and with them a way to mix, for up to this many channels (libavutil 5.1 and later). */
export const MOST_CHANNELS_WITH_LAYOUT = 8;

export type TrackToDecode = {
  readonly file: string;
  readonly info: MediaInfo;
  readonly track: AudioTrack;
  /** `mix`: one channel; `stereo`: two, for tracks that ffmpeg can mix to them; `split`: those of the source. */
  readonly channels: 'mix' | 'stereo' | 'split';
  readonly sampleRateHz: number;
};

/** How many channels come out. */
export function channelsOut({ channels, track }: Pick<TrackToDecode, 'channels' | 'track'>): number {
  if (channels === 'split') return track.channels;
  return channels === 'mix' ? 1 : 2;
}

/**
 * The arguments that make ffmpeg decode one track to raw samples on standard output, and the time of its first frame
 * to pipe {@link FIRST_FRAME_PIPE} (one line of the `framecrc` format).
 *
 * Holes between frames are filled by `aresample=async=1`, but only where a container has a clock: joined AAC files
 * of different rates lost half of their sound to timestamps that ffmpeg had made up. The silence before the first
 * frame is not left to it: its `first_pts=0` is applied again whenever the track changes its rate or channels half-way
 * (joined files, broadcasts), and then the whole time before the change is inserted a second time.
 */
export function decodeArguments(wanted: TrackToDecode): string[] {
  const { file, info, track } = wanted;
  const source = ['-map', `0:${track.streamIndex}`];
  return [
    ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'],
    hasAbsoluteTime(info) ? ['-copyts'] : [],
    // ffmpeg closes gaps of more than 10 s in broadcast streams, as if the clock had been reset.
    ['-dts_delta_threshold', String(LONGEST_DELAY_MS / 1000)],
    ['-threads', '1'],
    ffmpegInputOptions(),
    ['-i', ffmpegInputName(file)],
    source,
    ['-filter_threads', '1', '-af', audioFilter(wanted)],
    ['-ac', String(channelsOut(wanted))],
    ['-c:a', 'pcm_s16le', '-f', 's16le', 'pipe:1'],
    source,
    ['-frames:a', '1', '-c:a', 'pcm_s16le', '-f', 'framecrc', `pipe:${FIRST_FRAME_PIPE}`],
    keepVideoClock(info),
  ].flat();
}

/** Samples between the start of the recording and the first frame; negative when it begins before the start. */
export function parseFirstFrame(report: string): number | null {
  const base = /^#tb 0: (\d+)\/(\d+)$/m.exec(report);
  const frame = /^0, +-?\d+, +(-?\d+),/m.exec(report);
  if (base === null || frame === null) return null;
  const seconds = (Number(frame[1]) * Number(base[1])) / Number(base[2]);
  return Math.round(seconds * SAMPLE_RATE_HZ);
}

/**
 * Whether timestamps count from the start of the recording. ffmpeg moves the first timestamp of every file to zero;
 * in Matroska and MP4 that would lose a deliberate delay (edit lists, sound that sets in later). In MPEG-TS and
 * others the first timestamp is arbitrary, and in MP3 it is the encoder's padding.
 */
function hasAbsoluteTime(info: MediaInfo): boolean {
  const keepsTime = info.container.startsWith('matroska') || info.container.startsWith('mov');
  return keepsTime && Math.abs(info.startMs ?? 0) <= LONGEST_DELAY_MS;
}

/**
 * Where ffmpeg moves the first timestamp to zero, it looks only at the streams in use: sound that sets in later than
 * the picture would be moved to zero too. Copying the picture to nowhere (no decoding) keeps its clock in use.
 */
function keepVideoClock(info: MediaInfo): string[] {
  return info.hasVideo && !hasAbsoluteTime(info) ? ['-map', '0:V:0', '-c:v', 'copy', '-f', 'null', '-'] : [];
}

/**
 * Mixing is ffmpeg's own (each channel by its place in the layout), but for two things. The low-frequency channel
 * takes part: a recorder with eight microphones looks like 7.1, and a voice on the fourth must not vanish. And more
 * channels than ffmpeg has layouts for are mixed evenly.
 */
function audioFilter({ info, track, channels, sampleRateHz }: TrackToDecode): string {
  const holes = hasTimestamps(info.container) ? ':async=1' : '';
  const resample = `aresample=${sampleRateHz}${holes}:lfe_mix_level=0.7`;
  if (channels !== 'mix' || track.channels <= MOST_CHANNELS_WITH_LAYOUT) return resample;
  const weight = (1 / track.channels).toFixed(6);
  const terms = Array.from({ length: track.channels }, (_, channel) => `${weight}*c${channel}`);
  return `pan=mono|c0=${terms.join('+')},${resample}`;
}
