import { displayColumns } from '../core/export/display-columns.ts';

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Cuts text to a number of columns on the screen; what was cut is marked with `…`. */
export function cutTo(text: string, columns: number): string {
  if (displayColumns(text) <= columns) return text;
  let kept = '';
  let left = columns - 1;
  for (const { segment } of GRAPHEMES.segment(text)) {
    left -= displayColumns(segment);
    if (left < 0) break;
    kept += segment;
  }
  return columns < 1 ? '' : `${kept.trimEnd()}…`;
}

/** Fills text up to a number of columns. */
export function padTo(text: string, columns: number, align: 'left' | 'right'): string {
  const gap = ' '.repeat(Math.max(0, columns - displayColumns(text)));
  return align === 'left' ? text + gap : gap + text;
}
