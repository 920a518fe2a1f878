import type { Segment } from '../../../shared/transcript.ts';
import { oneLine } from './one-line.ts';

/** Whether two segments come from one person, as far as speaker and channel tell. */
export function isSameVoice(left: Segment, right: Segment): boolean {
  return left.speaker === right.speaker && left.channel === right.channel;
}

/**
 * The name to print for each segment's voice: its speaker, else `Channel 1` (counted from one). Gives null for every
 * segment of a recording with a single voice, where a name before each paragraph would only be noise.
 */
export function labelVoices(segments: readonly Segment[]): (segment: Segment) => string | null {
  const [first] = segments;
  const isSingle = first === undefined || segments.every((segment) => isSameVoice(first, segment));
  return (segment) => {
    if (isSingle) return null;
    const speaker = segment.speaker === null ? '' : oneLine(segment.speaker);
    if (speaker !== '') return speaker;
    return segment.channel === null ? null : `Channel ${segment.channel + 1}`;
  };
}
