import { extname } from 'node:path';
import type { AudioTrack, MediaInfo } from './media-info.ts';

/** What browsers play: kinds of sound in each container, and what the file is then called on its way to the player. */
const PLAYABLE: readonly {
  /** One of ffmpeg's names for the container. */
  readonly container: string;
  readonly codecs: readonly string[];
  readonly mediaType: string;
  /** Where the container has relatives that browsers do not know under the same names. */
  readonly extensions?: readonly string[];
}[] = [
  { container: 'mp3', codecs: ['mp3'], mediaType: 'audio/mpeg' },
  { container: 'mp4', codecs: ['aac'], mediaType: 'audio/mp4' },
  { container: 'wav', codecs: ['pcm_u8', 'pcm_s16le', 'pcm_s24le'], mediaType: 'audio/wav' },
  { container: 'ogg', codecs: ['vorbis', 'opus'], mediaType: 'audio/ogg' },
  { container: 'flac', codecs: ['flac'], mediaType: 'audio/flac' },
  // ffmpeg reads Matroska and WebM as one, and not every browser plays the former.
  { container: 'webm', codecs: ['opus', 'vorbis'], mediaType: 'audio/webm', extensions: ['.webm', '.weba'] },
];

/** More of them no browser mixes down. */
const MOST_CHANNELS = 8;
/** Where sound sets in later than this, players disagree about what its beginning is called. */
const LATEST_START_MS = 50;

/**
 * Whether a browser plays a track of a recording as it is, at the times that the transcript has.
 *
 * @returns the media type, or null where a copy is needed
 */
export function playableAsIs(file: string, info: MediaInfo, track: AudioTrack): string | null {
  const containers = info.container.split(',');
  const extension = extname(file).toLowerCase();
  const kind = PLAYABLE.find(
    ({ container, extensions = [extension] }) =>
      containers.includes(container) && extensions.includes(extension),
  );
  // A player takes the first track, and never asks.
  const isOneThatPlays = track.index === 0 && track.channels <= MOST_CHANNELS;
  const isOnTime = Math.abs(info.startMs ?? 0) <= LATEST_START_MS;
  return kind?.codecs.includes(track.codec) === true && isOneThatPlays && isOnTime ? kind.mediaType : null;
}
