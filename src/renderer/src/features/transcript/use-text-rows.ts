import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';
import { MARGIN_FROM_REM } from './reading-grid.ts';
import type { TextItem } from './text-items.ts';

export type TextRows = Virtualizer<HTMLDivElement, Element>;

export type TextRowsPorts = {
  readonly items: readonly TextItem[];
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Of the letters, 1 as usual. */
  readonly textSize: number;
  /** Stays even outside of the screen, since it has the focus; -1 for none. */
  readonly heldItem: number;
};

const LINE_PX = 26;
const SPACE_PX = 20;
const LETTER_PX = 7.6;
const MARGINS_PX = 152;
const NARROW_MARGINS_PX = 64;
const TIME_ABOVE_PX = 16;
const MOST_LETTERS_A_LINE = 70;
const OTHER_PX = 64;

/** Which items stand on the screen and where; heights are estimated until they were seen once. */
export function useTextRows({ items, scroller, textSize, heldItem }: TextRowsPorts): TextRows {
  return useVirtualizer<HTMLDivElement, Element>({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimatePx(items[index], scroller.current?.clientWidth ?? 0, textSize),
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 3,
    paddingStart: 10,
    paddingEnd: 56,
    scrollPaddingStart: 10,
    scrollPaddingEnd: 72,
    // Parts are finished in any order: one that comes in above leaves what is being read where it is.
    anchorTo: 'end',
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      if (heldItem < 0 || heldItem >= range.count || shown.includes(heldItem)) return shown;
      return [...shown, heldItem].toSorted((a, b) => a - b);
    },
  });
}

/** By the number of letters: without a word laid out, the scroll bar is about right from the start. */
function estimatePx(item: TextItem | undefined, widthPx: number, textSize: number): number {
  if (item?.kind !== 'paragraph') return OTHER_PX;
  const letters = item.paragraph.segments.reduce((sum, { text }) => sum + text.length + 1, 0);
  const isNarrow = widthPx < MARGIN_FROM_REM * 16;
  const marginsPx = isNarrow ? NARROW_MARGINS_PX : MARGINS_PX;
  const fitting = Math.floor((widthPx - marginsPx) / (LETTER_PX * textSize));
  const lettersALine = Math.min(Math.max(fitting, 12), MOST_LETTERS_A_LINE);
  const linesPx = Math.ceil(letters / lettersALine) * LINE_PX * textSize;
  return linesPx + SPACE_PX + (isNarrow ? TIME_ABOVE_PX : 0);
}
