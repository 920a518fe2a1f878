import type { Segment } from '../transcript.ts';

/** Segments by when they start; those that start together keep the transcript's order. */
export function inSpeakingOrder(segments: readonly Segment[]): readonly Segment[] {
  return segments.toSorted((left, right) => left.startMs - right.startMs);
}
