/** What was seen of a run so far. "Work" is any measure of media time that is the same throughout: all of it, or speech alone. */
export type WorkSeen = {
  /** Work of the whole recording, as far as is known; see {@link speechToDo}. Null before anything is known. */
  readonly totalMs: number | null;
  /** Work of all chunks whose text is stored, also by earlier runs. */
  readonly doneMs: number;
  /** How far the chunks at work have come, all together. */
  readonly liveMs: number;
  /** Working time of this run, without pauses and sleep. */
  readonly elapsedMs: number;
};

export type Estimate = {
  /** 0 to 1; never decreases, and 1 only after {@link JobProgress.complete}. */
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
  #isComplete = false;

  /**
   * @param priorRealTimeFactor working time expected for each unit of work, see `calibration.ts`
   * @param storedMs work that earlier runs have done
   */
  constructor(priorRealTimeFactor: number, storedMs = 0) {
    this.#priorRealTimeFactor = priorRealTimeFactor;
    this.#storedMs = storedMs;
  }

  /** Everything is stored. */
  complete(): void {
    this.#isComplete = true;
  }

  look({ totalMs, doneMs, liveMs, elapsedMs }: WorkSeen): Estimate {
    if (this.#isComplete)
      return { fraction: 1, speed: speedOf(doneMs - this.#storedMs, elapsedMs), remainingMs: 0 };
    if (totalMs === null || totalMs <= 0) return { fraction: this.#fraction, speed: null, remainingMs: null };
    const stored = Math.min(this.#storedMs / totalMs, 1);
    const toDoMs = Math.max(totalMs - this.#storedMs, 1);
    const workMs = Math.max(Math.min(doneMs + liveMs - this.#storedMs, toDoMs), 0);
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

/** A little of the recording says little about the rest: so much is taken for speech from end to end beside it. */
const DENSITY_PRIOR_MS = 60_000;

/**
 * How much speech a recording holds, judged by the part that was listened to: silence costs nothing, so that counting
 * media time would promise an hour for a recording of which half is a pause.
 *
 * @param heard how far speech detection has come, and how much speech it has found there
 */
export function speechToDo(
  durationMs: number,
  heard: { readonly untilMs: number; readonly speechMs: number },
): number {
  const untilMs = Math.min(heard.untilMs, durationMs);
  const density = (Math.min(heard.speechMs, untilMs) + DENSITY_PRIOR_MS) / (untilMs + DENSITY_PRIOR_MS);
  return heard.speechMs + (durationMs - untilMs) * density;
}
