import type { Transcript } from '../../../shared/transcript.ts';
import { layoutCues } from './layout-cues.ts';
import { neutraliseSubRipMarkup } from './neutralise-subrip-markup.ts';
import { subtitleTime } from './timecode.ts';

/**
 * SubRip subtitles. Lines end in LF: every current player and ffmpeg read both endings, and plain LF keeps the file
 * the same on every system. Voices are not named: SubRip has no place for it and the name would cost reading time.
 */
export function renderSrt(transcript: Transcript): string {
  return layoutCues(transcript)
    .map((cue, index) => {
      const times = `${subtitleTime(cue.startMs, ',')} --> ${subtitleTime(cue.endMs, ',')}`;
      return `${index + 1}\n${times}\n${cue.lines.map(neutraliseSubRipMarkup).join('\n')}\n`;
    })
    .join('\n');
}
