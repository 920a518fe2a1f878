import { oneLine } from '../../../shared/reading/one-line.ts';
import type { Transcript } from '../../../shared/transcript.ts';
import { layoutCues } from './layout-cues.ts';
import { lyricsTime } from './timecode.ts';

/**
 * LRC lyrics: one line a cue, without the word times of the enhanced form, which many players show as text. An empty
 * line clears the screen where nobody speaks, since LRC lines have no end.
 */
export function renderLrc(transcript: Transcript): string {
  const cues = layoutCues(transcript);
  const lines = cues.flatMap((cue, index) => {
    const line = `[${lyricsTime(cue.startMs)}]${withoutTimeTags(cue.text)}`;
    const next = cues[index + 1];
    return next !== undefined && lyricsTime(next.startMs) === lyricsTime(cue.endMs)
      ? [line]
      : [line, `[${lyricsTime(cue.endMs)}]`];
  });
  const title = oneLine(transcript.source.fileName).replaceAll(']', ')');
  return [`[ti:${title}]`, '[re:Earshot]', ...lines].map((line) => `${line}\n`).join('');
}

/** LRC has no escapes; a time in brackets inside the text would become a second time of the line. */
function withoutTimeTags(text: string): string {
  return text.replace(/[[<](?=\d+:)/g, '(');
}
