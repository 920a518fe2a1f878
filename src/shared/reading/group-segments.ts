import type { Segment } from '../transcript.ts';
import { endsSentence } from './ends-sentence.ts';
import { oneLine } from './one-line.ts';
import { inSpeakingOrder } from './speaking-order.ts';
import { separatorBetween } from './unspaced-scripts.ts';
import { isSameVoice } from './voices.ts';

/** Segments that make one paragraph, at least one, and their text on one line. */
export type SegmentGroup = {
  readonly first: Segment;
  readonly segments: readonly Segment[];
  readonly text: string;
};

/** A silence this long starts a new paragraph. */
const PAUSE_MS = 2000;

/** A paragraph past the first length ends with its sentence; past the second, with its segment. UTF-16 units. */
const LONG_LENGTH = 500;
const MAX_LENGTH = 900;

/**
 * Joins segments to readable paragraphs: a new one at a long pause, a change of voice or when it grows too long. The same
 * rule for the screen and for files, so that what is read is what is saved.
 */
export function groupSegments(segments: readonly Segment[]): readonly SegmentGroup[] {
  const groups: { first: Segment; segments: Segment[]; text: string }[] = [];
  let previous: Segment | undefined;
  for (const segment of inSpeakingOrder(segments)) {
    const text = oneLine(segment.text);
    const group = groups.at(-1);
    const continues =
      previous !== undefined &&
      group !== undefined &&
      isSameVoice(previous, segment) &&
      segment.startMs - previous.endMs < PAUSE_MS &&
      !isFull(group.text, text);
    if (continues) {
      group.text += separatorBetween(group.text, text) + text;
      group.segments.push(segment);
    } else groups.push({ first: segment, segments: [segment], text });
    previous = segment;
  }
  return groups.filter(({ text }) => text !== '');
}

function isFull(text: string, addition: string): boolean {
  if (text.length + addition.length > MAX_LENGTH) return true;
  return text.length >= LONG_LENGTH && endsSentence(text);
}
