import type { Transcript } from '../../../shared/transcript.ts';
import { layoutCues } from './layout-cues.ts';
import { subtitleTime } from './timecode.ts';

/** WebVTT subtitles (W3C), without a byte order mark; several voices are told apart by voice spans. */
export function renderVtt(transcript: Transcript): string {
  const cues = layoutCues(transcript).map((cue) => {
    const times = `${subtitleTime(cue.startMs, '.')} --> ${subtitleTime(cue.endMs, '.')}`;
    const voice = cue.label === null ? '' : `<v ${escapeText(cue.label)}>`;
    return `${times}\n${voice}${escapeText(cue.lines.join('\n'))}\n`;
  });
  return ['WEBVTT\n', ...cues].join('\n');
}

/** With `>` escaped, the text cannot hold the `-->` that would start a new cue. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
