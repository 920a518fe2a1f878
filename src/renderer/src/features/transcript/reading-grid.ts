/** Time in the margin, text of at most about 68 letters a line, mark in the other margin. */
export const READING_GRID =
  'grid grid-cols-[3rem_minmax(0,60ch)_1.75rem] gap-x-3 wide:grid-cols-[3.5rem_minmax(0,60ch)_1.75rem]';
