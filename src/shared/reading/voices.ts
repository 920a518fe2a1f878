import type { Segment } from '../transcript.ts';
import { oneLine } from './one-line.ts';

/** Whether two segments come from one person, as far as speaker and channel tell. */
export function isSameVoice(left: Segment, right: Segment): boolean {
  return left.speaker === right.speaker && left.channel === right.channel;
}

/** Whether names before paragraphs say something: with a single voice they would only be noise. */
export function hasSeveralVoices(segments: readonly Segment[]): boolean {
  const [first] = segments;
  return first !== undefined && segments.some((segment) => !isSameVoice(first, segment));
}

/**
 * The name to print for each segment's voice: its speaker, else `Channel 1` (counted from one). Gives null for every
 * segment of a recording with a single voice.
 */
export function labelVoices(segments: readonly Segment[]): (segment: Segment) => string | null {
  if (!hasSeveralVoices(segments)) return () => null;
  return (segment) => {
    const speaker = segment.speaker === null ? '' : oneLine(segment.speaker);
    if (speaker !== '') return speaker;
    return segment.channel === null ? null : `Channel ${segment.channel + 1}`;
  };
}
