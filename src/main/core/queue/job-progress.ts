/** What was seen of a run so far. Work is measured in media time. */
export type WorkSeen = {
  /** Work of the whole recording; null before anything is known of it. */
  readonly totalMs: number | null;
  /** Work of all chunks that are finished, also by earlier runs, and of those at work as far as they have come. */
  readonly doneMs: number;
  /** Working time of this run, without pauses and sleep. */
  readonly elapsedMs: number;
};

export type Estimate = {
  /** 0 to 0.99, never decreasing: a run is at its end once everything is stored, which is not known here. */
  readonly fraction: number;
  /** Work done for each unit of working time in this run; null before it is measured. */
  readonly speed: number | null;
  /** Working time left; null before it can be told honestly. */
  readonly remainingMs: number | null;
};

/** How much of the progress is what was done, and how much is the time that it took. */
const ACTUAL_SHARE = 0.7;
const TIME_SHARE = 1 - ACTUAL_SHARE;

/** Work after which what was measured counts as much as what was expected; less in recordings that are short. */
const TRUST_AFTER_MS = 120_000;
const TRUST_AFTER_SHARE = 0.05;

const MOST_BEFORE_END = 0.99;
const TELL_AFTER_WORK_MS = 30_000;
const TELL_AFTER_ELAPSED_MS = 5_000;

/**
 * Progress of one run and the time it still takes: 70 % what was done, 30 % the share of the expected time that has
 * passed. The expectation moves from what is known of the engine to what this run shows. Both are mixed as factors: an
 * expectation that is sixteen times off would outweigh any measurement in a sum.
 *
 * A resumed run starts from the share that is stored; time of earlier runs is not counted again.
 */
export class JobProgress {
  readonly #priorRealTimeFactor: number;
  readonly #storedMs: number;
  #fraction = 0;

  /**
   * @param priorRealTimeFactor working time expected for each unit of work, see `calibration.ts`
   * @param storedMs work that earlier runs have done
   */
  constructor(priorRealTimeFactor: number, storedMs = 0) {
    this.#priorRealTimeFactor = priorRealTimeFactor;
    this.#storedMs = storedMs;
  }

  look({ totalMs, doneMs, elapsedMs }: WorkSeen): Estimate {
    if (totalMs === null || totalMs <= 0) return { fraction: this.#fraction, speed: null, remainingMs: null };
    const stored = Math.min(this.#storedMs / totalMs, 1);
    const toDoMs = Math.max(totalMs - this.#storedMs, 1);
    const workMs = Math.max(Math.min(doneMs - this.#storedMs, toDoMs), 0);
    const actual = workMs / toDoMs;
    const expectedMs = this.#expectedMs(workMs, toDoMs, elapsedMs);
    const share = ACTUAL_SHARE * actual + TIME_SHARE * Math.min(elapsedMs / expectedMs, 1);
    this.#fraction = Math.max(this.#fraction, Math.min(stored + (1 - stored) * share, MOST_BEFORE_END));
    const isToldAt = workMs >= TELL_AFTER_WORK_MS || elapsedMs >= TELL_AFTER_ELAPSED_MS;
    return {
      fraction: this.#fraction,
      speed: speedOf(workMs, elapsedMs),
      remainingMs: isToldAt ? remainingMs(actual, elapsedMs, expectedMs) : null,
    };
  }

  /** Working time of this run from its start to its end. */
  #expectedMs(workMs: number, toDoMs: number, elapsedMs: number): number {
    const priorMs = Math.max(toDoMs * this.#priorRealTimeFactor, 1);
    if (workMs <= 0 || elapsedMs <= 0) return priorMs;
    const measuredMs = (elapsedMs * toDoMs) / workMs;
    const trust = workMs / (workMs + Math.min(TRUST_AFTER_MS, toDoMs * TRUST_AFTER_SHARE));
    return measuredMs ** trust * priorMs ** (1 - trust);
  }
}

function remainingMs(actual: number, elapsedMs: number, expectedMs: number): number | null {
  const expectedLeftMs = expectedMs - elapsedMs;
  // Nothing is done and the time is up: whatever was said now would be made up.
  if (actual <= 0) return expectedLeftMs > 0 ? Math.round(expectedLeftMs) : null;
  const measuredLeftMs = (elapsedMs * (1 - actual)) / actual;
  return Math.round(ACTUAL_SHARE * measuredLeftMs + TIME_SHARE * Math.max(expectedLeftMs, 0));
}

function speedOf(workMs: number, elapsedMs: number): number | null {
  return workMs > 0 && elapsedMs > 0 ? workMs / elapsedMs : null;
}
