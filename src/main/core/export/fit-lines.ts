import type { Atom } from './split-atoms.ts';

type LineFitter = {
  /** Columns of atoms[from..end) on one line. */
  readonly columns: (from: number, end: number) => number;
  /** Whether atoms[from..end) fit on at most two lines. */
  readonly fit: (from: number, end: number) => boolean;
  /** Their lines: one if they fit, else two of about the same length, cut where the sense allows. */
  readonly divide: (from: number, end: number) => readonly (readonly Atom[])[];
};

/**
 * Answers what fits on lines of `maxColumns`, in constant time after one pass: a ten-hour recording asks millions of
 * times.
 *
 * @param breakCosts what it costs to end a line after each atom, in columns of imbalance.
 */
export function fitLines(
  atoms: readonly Atom[],
  breakCosts: readonly number[],
  maxColumns: number,
): LineFitter {
  const sums = [0];
  for (const atom of atoms) sums.push((sums.at(-1) ?? 0) + (atom.spaceBefore ? 1 : 0) + atom.columns);
  const columns = (from: number, end: number) =>
    (sums[end] ?? 0) - (sums[from] ?? 0) - (atoms[from]?.spaceBefore === true ? 1 : 0);
  const isLine = (from: number, end: number) => columns(from, end) <= maxColumns;

  // lineEnds[from]: where the fullest line from there ends; `from` itself when even one atom is too wide.
  const lineEnds: number[] = [];
  let reach = 0;
  for (let from = 0; from <= atoms.length; from += 1) {
    reach = Math.max(reach, from);
    while (reach < atoms.length && isLine(from, reach + 1)) reach += 1;
    lineEnds.push(reach);
  }

  return {
    columns,
    fit: (from, end) => end <= (lineEnds[lineEnds[from] ?? 0] ?? 0),
    divide: (from, end) => {
      if (isLine(from, end)) return [atoms.slice(from, end)];
      let cut = end;
      let cheapest = Number.POSITIVE_INFINITY;
      for (let middle = from + 1; middle < end; middle += 1) {
        if (!isLine(from, middle) || !isLine(middle, end)) continue;
        const imbalance = Math.abs(columns(from, middle) - columns(middle, end));
        const cost = imbalance + (breakCosts[middle - 1] ?? 0);
        if (cost < cheapest) {
          cheapest = cost;
          cut = middle;
        }
      }
      return [atoms.slice(from, cut), atoms.slice(cut, end)].filter((line) => line.length > 0);
    },
  };
}
