import type { ReviewMark } from '../../../../shared/transcript.ts';
import type { Paragraph } from './paragraphs.ts';
import { lastStartedBy } from './word-at.ts';

/** What stands below each other in the text. */
export type TextItem =
  /** What was wrong with the recording, or was repaired on the way. */
  | { readonly kind: 'notes'; readonly key: 'notes' }
  | {
      readonly kind: 'paragraph';
      readonly key: string;
      readonly paragraph: Paragraph;
      readonly index: number;
      /** Doubtful spots that lie in it, in part at least. */
      readonly marks: readonly ReviewMark[];
    }
  /** A stretch of speech without text. */
  | { readonly kind: 'gap'; readonly key: string; readonly mark: ReviewMark }
  /** The live edge, or where the text ends before the recording does. */
  | { readonly kind: 'end'; readonly key: 'end' };

export type TextLayout = {
  readonly items: readonly TextItem[];
  /** Where each paragraph is among the items. */
  readonly itemOfParagraph: readonly number[];
  /** All doubtful spots in the order of their time, and the item at which each is shown. */
  readonly spots: readonly Spot[];
};

export type Spot = { readonly mark: ReviewMark; readonly item: number };

export type TextParts = {
  readonly paragraphs: readonly Paragraph[];
  readonly review: readonly ReviewMark[];
  readonly hasNotes: boolean;
  readonly hasEnd: boolean;
};

const NO_MARKS: readonly ReviewMark[] = [];

/** Puts paragraphs, the gaps between them and what is to be said about them in their order. */
export function layOutText({ paragraphs, review, hasNotes, hasEnd }: TextParts): TextLayout {
  const gaps = review.filter(isGap).toSorted((a, b) => a.startMs - b.startMs);
  const marks = marksByParagraph(paragraphs, review);
  const items: TextItem[] = hasNotes ? [{ kind: 'notes', key: 'notes' }] : [];
  const itemOfParagraph: number[] = [];
  const itemOfMark = new Map<ReviewMark, number>();
  const putGap = (mark: ReviewMark): void => {
    itemOfMark.set(mark, items.length);
    items.push({ kind: 'gap', key: `gap ${mark.startMs} ${mark.channel ?? ''}`, mark });
  };
  let passed = 0;
  const putGapsBefore = (timeMs: number): void => {
    for (; passed < gaps.length; passed += 1) {
      const gap = gaps[passed];
      if (gap === undefined || gap.startMs >= timeMs) return;
      putGap(gap);
    }
  };
  paragraphs.forEach((paragraph, index) => {
    putGapsBefore(paragraph.startMs);
    const own = marks.get(index) ?? NO_MARKS;
    for (const mark of own) if (!itemOfMark.has(mark)) itemOfMark.set(mark, items.length);
    itemOfParagraph.push(items.length);
    items.push({ kind: 'paragraph', key: paragraph.key, paragraph, index, marks: own });
  });
  putGapsBefore(Number.POSITIVE_INFINITY);
  if (hasEnd) items.push({ kind: 'end', key: 'end' });
  const spots = [...itemOfMark]
    .map(([mark, item]) => ({ mark, item }))
    .toSorted((a, b) => a.mark.startMs - b.mark.startMs);
  return { items, itemOfParagraph, spots };
}

/** Whether a mark stands for text that is not there. */
export function isGap({ reason }: ReviewMark): boolean {
  return reason === 'not-transcribed' || reason === 'nothing-recognised';
}

/** Whether something that is said between two times is meant by a mark. */
export function isMarked(
  { startMs, endMs, channel }: ReviewMark,
  said: { readonly startMs: number; readonly endMs: number },
  channelOfSaid: number | null,
): boolean {
  return channel === channelOfSaid && said.startMs < endMs && said.endMs > startMs;
}

function marksByParagraph(
  paragraphs: readonly Paragraph[],
  review: readonly ReviewMark[],
): ReadonlyMap<number, readonly ReviewMark[]> {
  const found = new Map<number, ReviewMark[]>();
  for (const mark of review) {
    if (isGap(mark)) continue;
    // Back from the last that could be meant: with several voices, neighbours overlap.
    for (let index = lastStartedBy(paragraphs, mark.endMs); index >= 0; index -= 1) {
      const paragraph = paragraphs[index];
      if (paragraph === undefined || paragraph.endMs + FAR_MS < mark.startMs) break;
      if (isMarked(mark, paragraph, paragraph.channel)) found.set(index, [...(found.get(index) ?? []), mark]);
    }
  }
  return found;
}

/** No paragraph of another voice that began earlier goes on for longer than this behind the end of its neighbour. */
const FAR_MS = 120_000;
