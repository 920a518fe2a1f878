import type { QueueSettings } from '../../../shared/contract/methods.ts';

const LEAST_CHUNK_MS = 60_000;
const CHUNK_SLACK = 6;
const LEAST_JOB_MS = 30 * 60 * 1000;
const JOB_SLACK = 10;

/** How late a tick may come on a computer that is merely busy. Beyond it was asleep, or this process was stopped. */
const LATE_TICK_MS = 1_500;

/**
 * A chunk has one of the engine's states to itself, and only together these are as fast as the engine is. Real time is
 * expected at least: the engine may have to share the computer.
 *
 * @param realTimeFactor working time of the whole engine for each unit of sound
 * @returns working time that a chunk of so much sound is expected to take
 */
export function expectedChunkMs(mediaMs: number, realTimeFactor: number, states: number): number {
  return mediaMs * Math.max(1, realTimeFactor * states);
}

/**
 * @param expectedMs see {@link expectedChunkMs}
 * @returns working time after which the chunk is given up
 */
export function chunkBudgetMs(
  expectedMs: number,
  { chunkLimitMs }: Pick<QueueSettings, 'chunkLimitMs'>,
): number {
  return chunkLimitMs ?? Math.max(LEAST_CHUNK_MS, CHUNK_SLACK * expectedMs);
}

/**
 * @param expectedMs working time that the run is expected to take
 * @returns working time after which the run is given up
 */
export function jobBudgetMs(expectedMs: number, { jobLimitMs }: Pick<QueueSettings, 'jobLimitMs'>): number {
  return jobLimitMs ?? Math.max(LEAST_JOB_MS, JOB_SLACK * expectedMs);
}

/**
 * Counts the time in which this computer really worked. It runs on ticks: one that comes late tells that the computer
 * slept, a clock jumped or the process was stopped, and what lies before it does not count. A clock that is only read
 * would call everything that slept hung.
 */
export class WorkingClock {
  readonly #tickMs: number;
  #lastMs: number | null = null;
  #workedMs = 0;
  #gapAtMs = 0;

  /** @param tickMs how often {@link tick} is called */
  constructor(tickMs: number) {
    this.#tickMs = tickMs;
  }

  /** @param nowMs milliseconds of any clock; a gap in it costs one tick and no more */
  tick(nowMs: number): void {
    const passedMs = this.#lastMs === null ? 0 : nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    if (passedMs < 0 || passedMs > this.#tickMs + LATE_TICK_MS) this.#gapAtMs = this.#workedMs;
    else this.#workedMs += passedMs;
  }

  /** The clock is not ticked for a while on purpose, for a pause: what follows is neither work nor a gap. */
  rest(): void {
    this.#lastMs = null;
  }

  get workedMs(): number {
    return this.#workedMs;
  }

  /** Working time at which the last gap lay; 0 when there was none. */
  get gapAtMs(): number {
    return this.#gapAtMs;
  }
}

/** Working time that something may take. After a gap it counts anew: what had to stand still gets all of it again. */
export class Deadline {
  readonly #clock: WorkingClock;
  #budgetMs: number;
  #startedMs: number;

  constructor(clock: WorkingClock, budgetMs: number) {
    this.#clock = clock;
    this.#budgetMs = budgetMs;
    this.#startedMs = clock.workedMs;
  }

  get budgetMs(): number {
    return this.#budgetMs;
  }

  /** More is known about what is watched; the time that has passed counts. */
  setBudget(budgetMs: number): void {
    this.#budgetMs = budgetMs;
  }

  /** What is watched has moved on. */
  restart(): void {
    this.#startedMs = this.#clock.workedMs;
  }

  get isOver(): boolean {
    return this.#clock.workedMs - Math.max(this.#startedMs, this.#clock.gapAtMs) >= this.#budgetMs;
  }
}
