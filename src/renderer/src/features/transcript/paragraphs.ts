import { groupSegments } from '../../../../shared/reading/group-segments.ts';
import type { Segment } from '../../../../shared/transcript.ts';

/** What is read as one: consecutive segments of one voice without a long pause. */
export type Paragraph = {
  /** Of its first segment; stays the same while the paragraph grows. */
  readonly key: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly language: string;
  readonly speaker: string | null;
  readonly channel: number | null;
  readonly segments: readonly Segment[];
};

/**
 * Segments as paragraphs. What has not changed since the last time is the same object again: text that comes in renders its
 * own paragraph and no other.
 *
 * @param before the paragraphs of the last time
 */
export function paragraphsOf(
  segments: readonly Segment[],
  before: readonly Paragraph[] = [],
): readonly Paragraph[] {
  const known = new Map(before.map((paragraph) => [paragraph.key, paragraph]));
  return groupSegments(segments).map(({ first, segments: own }) => {
    const old = known.get(first.id);
    if (old !== undefined && hasSame(old.segments, own)) return old;
    return {
      key: first.id,
      startMs: first.startMs,
      endMs: Math.max(...own.map(({ endMs }) => endMs)),
      language: first.language,
      speaker: first.speaker,
      channel: first.channel,
      segments: own,
    };
  });
}

/** A segment that was read once more is another object with the same text. */
function hasSame(left: readonly Segment[], right: readonly Segment[]): boolean {
  return (
    left.length === right.length &&
    left.every((segment, index) => {
      const other = right[index];
      return segment === other || (segment.id === other?.id && segment.text === other.text);
    })
  );
}
