/** How a recognised text differs from what was said. */
export type WordErrors = {
  readonly referenceWords: number;
  readonly substitutions: number;
  /** Words that were said and do not appear: dropped. */
  readonly deletions: number;
  /** Words that appear and were not said. */
  readonly insertions: number;
  /** The most words dropped in one piece. A lost phrase hurts more than the same number of words here and there. */
  readonly longestDrop: number;
};

export const NO_WORD_ERRORS: WordErrors = {
  referenceWords: 0,
  substitutions: 0,
  deletions: 0,
  insertions: 0,
  longestDrop: 0,
};

type Step = 'match' | 'substitute' | 'delete' | 'insert';

/**
 * Aligns two texts word by word with as few edits as possible (Levenshtein, 1966). Where several alignments need equally few,
 * the one that leaves the most words in place counts. It is also the one with the most dropped words: the strict reading, and one that does
 * not depend on the order of the search.
 */
export function countWordErrors(reference: readonly string[], recognised: readonly string[]): WordErrors {
  const counts = { match: 0, substitute: 0, delete: 0, insert: 0 };
  let drop = 0;
  let longestDrop = 0;
  for (const step of align(reference, recognised)) {
    counts[step] += 1;
    drop = step === 'delete' ? drop + 1 : 0;
    longestDrop = Math.max(longestDrop, drop);
  }
  return {
    referenceWords: reference.length,
    substitutions: counts.substitute,
    deletions: counts.delete,
    insertions: counts.insert,
    longestDrop,
  };
}

/** The errors of several recordings together. */
export function sumWordErrors(all: readonly WordErrors[]): WordErrors {
  return all.reduce(
    (sum, errors) => ({
      referenceWords: sum.referenceWords + errors.referenceWords,
      substitutions: sum.substitutions + errors.substitutions,
      deletions: sum.deletions + errors.deletions,
      insertions: sum.insertions + errors.insertions,
      longestDrop: Math.max(sum.longestDrop, errors.longestDrop),
    }),
    NO_WORD_ERRORS,
  );
}

export function totalErrors(errors: WordErrors): number {
  return errors.substitutions + errors.deletions + errors.insertions;
}

/** Every edit costs the same; a substitution costs a trace more, to choose among alignments of equal length. */
const EDIT = 1_000_000;
const SUBSTITUTION = EDIT + 1;

/** The steps from the end of both texts to their beginning. */
function align(reference: readonly string[], recognised: readonly string[]): Step[] {
  const width = recognised.length + 1;
  const costs = new Float64Array((reference.length + 1) * width);
  const cost = (row: number, column: number) => costs[row * width + column] ?? Number.POSITIVE_INFINITY;

  for (let row = 0; row <= reference.length; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const isMatch = reference[row - 1] === recognised[column - 1];
      const diagonal =
        row > 0 && column > 0 ? cost(row - 1, column - 1) + (isMatch ? 0 : SUBSTITUTION) : Infinity;
      const above = row > 0 ? cost(row - 1, column) + EDIT : Infinity;
      const left = column > 0 ? cost(row, column - 1) + EDIT : Infinity;
      costs[row * width + column] = row === 0 && column === 0 ? 0 : Math.min(diagonal, above, left);
    }
  }

  const steps: Step[] = [];
  let row = reference.length;
  let column = recognised.length;
  while (row > 0 || column > 0) {
    const here = cost(row, column);
    const isMatch = reference[row - 1] === recognised[column - 1];
    if (row > 0 && column > 0 && here === cost(row - 1, column - 1) + (isMatch ? 0 : SUBSTITUTION)) {
      steps.push(isMatch ? 'match' : 'substitute');
      row -= 1;
      column -= 1;
    } else if (row > 0 && here === cost(row - 1, column) + EDIT) {
      steps.push('delete');
      row -= 1;
    } else {
      steps.push('insert');
      column -= 1;
    }
  }
  return steps;
}
