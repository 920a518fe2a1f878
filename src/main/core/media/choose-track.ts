import { basename } from 'node:path';
import { EarshotError } from '../../../shared/errors.ts';
import type { AudioTrack, MediaInfo } from './media-info.ts';

/**
 * The track that is heard.
 *
 * @param index among {@link MediaInfo.tracks}; null takes the file's default track
 * @throws EarshotError `track-not-found`
 */
export function chooseTrack(info: MediaInfo, index: number | null, file: string): AudioTrack {
  const chosen =
    index === null ? (info.tracks.find((track) => track.isDefault) ?? info.tracks[0]) : info.tracks[index];
  if (chosen !== undefined) return chosen;
  const count = info.tracks.length;
  throw new EarshotError(
    'track-not-found',
    `${basename(file)} has ${count} audio ${count === 1 ? 'track' : 'tracks'}; there is no track ${(index ?? 0) + 1}.`,
  );
}
