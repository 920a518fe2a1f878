import { displayColumns } from '../core/export/display-columns.ts';
import { cutTo, padTo } from './fit-columns.ts';
import { printable } from './printable.ts';

export type Column<Row> = {
  readonly heading: string;
  readonly text: (row: Row) => string;
  /** Numbers stand under each other. */
  readonly align?: 'right';
  /** May be cut where the table is too wide; other columns are shown whole. */
  readonly canShrink?: true;
};

const GAP = '  ';
/** Less of a name or a sentence tells nothing. */
const MIN_SHRUNK_COLUMNS = 12;

/**
 * A table for a fixed-width screen, with a heading. Where even the narrowest one does not fit, each row becomes a block of
 * lines instead.
 *
 * @param width columns of the terminal; null where nothing has to fit
 */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number | null,
): string {
  const cells = rows.map((row) => columns.map(({ text }) => printable(text(row))));
  const widths = columns.map(({ heading }, index) =>
    Math.max(displayColumns(heading), ...cells.map((row) => displayColumns(row[index] ?? ''))),
  );
  const fitted = width === null ? widths : fitWidths(columns, widths, width);
  if (fitted === null) return cells.map((row) => block(columns, row, width ?? 0)).join('\n');
  const lines = [columns.map(({ heading }) => heading), ...cells];
  return lines.map((line) => renderLine(columns, line, fitted)).join('');
}

function renderLine<Row>(
  columns: readonly Column<Row>[],
  cells: readonly string[],
  widths: readonly number[],
): string {
  const line = columns.map(({ align }, index) => {
    const width = widths[index] ?? 0;
    return padTo(cutTo(cells[index] ?? '', width), width, align ?? 'left');
  });
  return `${line.join(GAP).trimEnd()}\n`;
}

/** Takes from the widest of those that can shrink. @returns null when the table is too wide all the same */
function fitWidths<Row>(
  columns: readonly Column<Row>[],
  natural: readonly number[],
  width: number,
): number[] | null {
  const widths = [...natural];
  const room = width - GAP.length * (columns.length - 1);
  let excess = widths.reduce((sum, columnWidth) => sum + columnWidth, 0) - room;
  while (excess > 0) {
    const shrinkable = columns.flatMap(({ canShrink }, index) => {
      const columnWidth = widths[index] ?? 0;
      return canShrink === true && columnWidth > MIN_SHRUNK_COLUMNS ? [{ index, columnWidth }] : [];
    });
    const widest = shrinkable.toSorted((a, b) => b.columnWidth - a.columnWidth)[0];
    if (widest === undefined) return null;
    widths[widest.index] = widest.columnWidth - 1;
    excess -= 1;
  }
  return widths;
}

/** One row as lines of `heading  text`. */
function block<Row>(columns: readonly Column<Row>[], cells: readonly string[], width: number): string {
  const indent = Math.max(...columns.map(({ heading }) => displayColumns(heading)));
  return columns
    .map(({ heading }, index) => `${padTo(heading, indent, 'left')}${GAP}${cells[index] ?? ''}`)
    .map((line) => `${cutTo(line.trimEnd(), width)}\n`)
    .join('');
}
