/**
 * Time in the margin, text of at most about 68 letters a line, mark in the other margin. Where the pane is narrow, the time
 * stands above the text: both margins together would take a third of its width.
 */
export const READING_GRID =
  'grid grid-cols-[minmax(0,60ch)_1.75rem] gap-x-3 @md:grid-cols-[3.5rem_minmax(0,60ch)_1.75rem]';

/** Of the time, as the first cell of the grid. */
export const TIME_CELL =
  'tabular -ml-1 col-span-2 px-1 text-xs text-text-quiet @md:col-span-1 @md:ml-0 @md:text-right @md:text-sm';

/** The narrowest pane whose time stands in the margin, as in `READING_GRID`. */
export const MARGIN_FROM_REM = 28;
