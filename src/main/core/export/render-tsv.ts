import { oneLine } from '../../../shared/reading/one-line.ts';
import { inSpeakingOrder } from '../../../shared/reading/speaking-order.ts';
import type { Transcript } from '../../../shared/transcript.ts';

/** The tab-separated table that OpenAI's `whisper` command writes: start and end in milliseconds, then the text. */
export function renderTsv(transcript: Transcript): string {
  const rows = inSpeakingOrder(transcript.segments).map(
    (segment) => `${segment.startMs}\t${segment.endMs}\t${oneLine(segment.text)}\n`,
  );
  return ['start\tend\ttext\n', ...rows].join('');
}
