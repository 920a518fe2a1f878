/** Several measurements of one quantity. A median with its range says more about a shared machine than a mean. */
export type Spread = { readonly median: number; readonly lowest: number; readonly highest: number };

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const lowest = sorted[0];
  const highest = sorted.at(-1);
  if (lowest === undefined || highest === undefined)
    throw new RangeError('a spread needs at least one value');
  const upper = sorted[Math.floor(sorted.length / 2)] ?? highest;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? lowest;
  return { median: (lower + upper) / 2, lowest, highest };
}

/** "21.3 (20.9–22.0)", or one number when all measurements agree. */
export function formatSpread(spread: Spread, digits: number): string {
  const [median, lowest, highest] = [spread.median, spread.lowest, spread.highest].map((value) =>
    value.toFixed(digits),
  );
  return lowest === highest ? `${median}` : `${median} (${lowest}–${highest})`;
}
