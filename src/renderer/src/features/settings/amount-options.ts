/** Amounts to choose from: the usual ones, and what is set now, which the command line may have set to anything. */
export function amountOptions(
  usual: readonly number[],
  current: number | null,
  words: (amount: number) => string,
): readonly { value: string; words: string }[] {
  const isUnusual = current !== null && !usual.includes(current);
  const amounts = isUnusual ? [...usual, current].toSorted((a, b) => a - b) : usual;
  return amounts.map((amount) => ({ value: String(amount), words: words(amount) }));
}
