import { endsSentence } from '../../../shared/reading/ends-sentence.ts';
import { breakCost } from './break-cost.ts';
import { fitLines } from './fit-lines.ts';
import type { Atom } from './split-atoms.ts';

/** What fits on a screen and can be read in time. One column is one Latin letter or half a Chinese character. */
export type CueLimits = {
  /** Of one line; a cue has up to two. */
  readonly maxColumns: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly columnsPerSecond: number;
};

/** Each cue's atoms, line by line. */
export type CueAtoms = readonly (readonly Atom[])[];

/** Costs are on the scale of {@link breakCost}. */
const CUE_COST = 12;
const TOO_SHORT_COST = 30;
const TOO_FAST_COST = 20;
const FRAGMENT_COST = 10;
const FRAGMENT_COLUMNS = 12;
const INNER_PAUSE_MS = 800;
const INNER_PAUSE_COST = 8;
/** Two short sentences may share one line; two lines are better kept for one sentence. */
const INNER_SENTENCE_COST = { oneLine: 4, twoLines: 14 };

/**
 * Divides continuous speech of one voice into cues and lines, cheapest division first (dynamic programming over all
 * of them), so that one good break early does not force bad ones later.
 *
 * @param nextStartMs when the next speech starts; until then the last cue may stay on screen.
 */
export function splitCues(
  atoms: readonly Atom[],
  nextStartMs: number,
  limits: CueLimits,
): readonly CueAtoms[] {
  const joints = atoms.map((atom, index) => describeJoint(atom, atoms[index + 1]));
  const lines = fitLines(
    atoms,
    joints.map((joint) => joint.cost),
    limits.maxColumns,
  );
  // costs[from]: of the cheapest division of atoms[from..]; ends[from]: where its first cue ends.
  const costs = Array.from<number>({ length: atoms.length + 1 }).fill(Number.POSITIVE_INFINITY);
  const ends = Array.from<number>({ length: atoms.length }).fill(atoms.length);
  costs[atoms.length] = 0;

  for (let from = atoms.length - 1; from >= 0; from -= 1) {
    let innerSentences = 0;
    let innerPauses = 0;
    for (let end = from + 1; end <= atoms.length; end += 1) {
      const first = atoms[from];
      const last = atoms[end - 1];
      const joint = joints[end - 1];
      if (first === undefined || last === undefined || joint === undefined) break;
      // A single atom is taken as it is, however wide or long.
      if (end > from + 1 && (!lines.fit(from, end) || last.endMs - first.startMs > limits.maxMs)) break;

      const columns = lines.columns(from, end);
      const nextMs = Math.max(atoms[end]?.startMs ?? nextStartMs, last.endMs);
      const visibleMs = Math.min(nextMs - first.startMs, limits.maxMs);
      const cost =
        (costs[end] ?? 0) +
        CUE_COST +
        joint.cost +
        innerPauses * INNER_PAUSE_COST +
        innerSentences *
          (columns > limits.maxColumns ? INNER_SENTENCE_COST.twoLines : INNER_SENTENCE_COST.oneLine) +
        shortfall(visibleMs, limits.minMs) * TOO_SHORT_COST +
        shortfall(visibleMs, (columns / limits.columnsPerSecond) * 1000) * TOO_FAST_COST +
        (columns < FRAGMENT_COLUMNS && !joint.endsSentence ? FRAGMENT_COST : 0);
      if (cost < (costs[from] ?? 0)) {
        costs[from] = cost;
        ends[from] = end;
      }
      if (joint.endsSentence) innerSentences += 1;
      if (joint.pauseMs >= INNER_PAUSE_MS) innerPauses += 1;
    }
  }

  const cues: CueAtoms[] = [];
  for (let from = 0; from < atoms.length; ) {
    const end = ends[from] ?? atoms.length;
    cues.push(lines.divide(from, end));
    from = end;
  }
  return cues;
}

/** What it means to end a cue after this atom. */
function describeJoint(atom: Atom, next: Atom | undefined) {
  return {
    cost: next === undefined ? 0 : breakCost(atom, next),
    pauseMs: next === undefined ? 0 : next.startMs - atom.endMs,
    endsSentence: endsSentence(atom.text),
  };
}

/** How much is missing, from 0 (nothing) to 1 (all of it). */
function shortfall(have: number, wanted: number): number {
  return have >= wanted ? 0 : 1 - have / wanted;
}
