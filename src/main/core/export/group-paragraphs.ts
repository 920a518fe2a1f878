import type { Transcript } from '../../../shared/transcript.ts';
import { endsSentence } from './ends-sentence.ts';
import { oneLine } from './one-line.ts';
import { inSpeakingOrder } from './speaking-order.ts';
import { separatorBetween } from './unspaced-scripts.ts';
import { isSameVoice, labelVoices } from './voices.ts';

type Paragraph = {
  readonly startMs: number;
  readonly text: string;
  /** Who speaks, when the recording has several voices. */
  readonly label: string | null;
};

/** A silence this long starts a new paragraph. */
const PAUSE_MS = 2000;

/** A paragraph past the first length ends with its sentence; past the second, with its segment. UTF-16 units. */
const LONG_LENGTH = 500;
const MAX_LENGTH = 900;

/** Joins segments to readable paragraphs: a new one at a long pause, a change of voice or when it grows too long. */
export function groupParagraphs(transcript: Transcript): readonly Paragraph[] {
  const segments = inSpeakingOrder(transcript.segments);
  const labelOf = labelVoices(segments);
  const paragraphs: { startMs: number; text: string; label: string | null }[] = [];
  segments.forEach((segment, index) => {
    const text = oneLine(segment.text);
    const previous = segments[index - 1];
    const paragraph = paragraphs.at(-1);
    const continues =
      previous !== undefined &&
      paragraph !== undefined &&
      isSameVoice(previous, segment) &&
      segment.startMs - previous.endMs < PAUSE_MS &&
      !isFull(paragraph.text, text);
    if (continues) paragraph.text += separatorBetween(paragraph.text, text) + text;
    else paragraphs.push({ startMs: segment.startMs, text, label: labelOf(segment) });
  });
  return paragraphs.filter((paragraph) => paragraph.text !== '');
}

function isFull(text: string, addition: string): boolean {
  if (text.length + addition.length > MAX_LENGTH) return true;
  return text.length >= LONG_LENGTH && endsSentence(text);
}
