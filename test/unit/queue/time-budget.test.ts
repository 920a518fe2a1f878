import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chunkBudgetMs,
  Deadline,
  expectedChunkMs,
  jobBudgetMs,
  WorkingClock,
} from '../../../src/main/core/queue/time-budget.ts';

const HOUR_MS = 60 * 60 * 1000;
const TICK_MS = 1_000;

test('a chunk may take six times what is expected, and a minute at least', () => {
  expect(chunkBudgetMs(2_000, { chunkLimitMs: null })).toBe(60_000);
  expect(chunkBudgetMs(20_000, { chunkLimitMs: null })).toBe(120_000);
  expect(chunkBudgetMs(20_000, { chunkLimitMs: 10_000 })).toBe(10_000);
});

test('a chunk is expected to take as long as one of the states of the engine needs, and real time at least', () => {
  expect(expectedChunkMs(30_000, 0.1, 8)).toBe(30_000);
  expect(expectedChunkMs(30_000, 2, 1)).toBe(60_000);
  expect(expectedChunkMs(30_000, 0.5, 8)).toBe(120_000);
});

test('a job may take ten times what is expected, and half an hour at least', () => {
  expect(jobBudgetMs(60_000, { jobLimitMs: null })).toBe(HOUR_MS / 2);
  expect(jobBudgetMs(HOUR_MS, { jobLimitMs: null })).toBe(10 * HOUR_MS);
  expect(jobBudgetMs(HOUR_MS, { jobLimitMs: 1_800_000 })).toBe(1_800_000);
});

/** A clock that is ticked as a timer does it, and a wall clock that runs on meanwhile. */
class Day {
  readonly clock = new WorkingClock(TICK_MS);
  wallMs = 5_000_000;

  constructor() {
    this.clock.tick(this.wallMs);
  }

  work(ms: number): void {
    for (let left = ms; left > 0; left -= TICK_MS) {
      this.wallMs += TICK_MS;
      this.clock.tick(this.wallMs);
    }
  }

  /** Nothing runs; the timer comes again when the computer wakes. */
  sleep(ms: number): void {
    this.wallMs += ms;
    this.clock.tick(this.wallMs);
  }
}

/** What the clock is there to be better than. */
class NaiveDeadline {
  readonly #startedMs: number;
  readonly #day: Day;
  readonly #budgetMs: number;

  constructor(day: Day, budgetMs: number) {
    this.#day = day;
    this.#startedMs = day.wallMs;
    this.#budgetMs = budgetMs;
  }

  get isOver(): boolean {
    return this.#day.wallMs - this.#startedMs >= this.#budgetMs;
  }
}

describe('a clock of working time', () => {
  test('counts while the computer works', () => {
    const day = new Day();
    day.work(90_000);
    expect(day.clock.workedMs).toBe(90_000);
  });

  test('counts a tick that comes a little late on a busy computer', () => {
    const clock = new WorkingClock(TICK_MS);
    clock.tick(0);
    clock.tick(2_500);
    expect(clock.workedMs).toBe(2_500);
  });

  test('counts nothing before a tick that comes far too late', () => {
    const clock = new WorkingClock(TICK_MS);
    clock.tick(0);
    clock.tick(2_501);
    expect(clock.workedMs).toBe(0);
  });

  test('counts nothing when the clock jumps back, and goes on from there', () => {
    const clock = new WorkingClock(TICK_MS);
    for (const nowMs of [0, 1_000, -HOUR_MS, -HOUR_MS + 1_000]) clock.tick(nowMs);
    expect(clock.workedMs).toBe(2_000);
    expect(clock.gapAtMs).toBe(1_000);
  });

  test('a pause is no work, and no gap either', () => {
    const day = new Day();
    day.work(10_000);
    const deadline = new Deadline(day.clock, 12_000);
    day.work(8_000);
    day.clock.rest();
    day.sleep(HOUR_MS);
    day.work(4_000);
    expect(day.clock.workedMs).toBe(22_000);
    expect(deadline.isOver).toBe(true);
  });
});

describe('a deadline', () => {
  test('is over when its budget of work is used up', () => {
    const day = new Day();
    const deadline = new Deadline(day.clock, 60_000);
    day.work(59_000);
    expect(deadline.isOver).toBe(false);
    day.work(1_000);
    expect(deadline.isOver).toBe(true);
  });

  test('counts anew when what is watched has moved on', () => {
    const day = new Day();
    const deadline = new Deadline(day.clock, 60_000);
    day.work(59_000);
    deadline.restart();
    day.work(59_000);
    expect(deadline.isOver).toBe(false);
  });

  test('is not over after a night of sleep; a naive one is', () => {
    const day = new Day();
    const deadline = new Deadline(day.clock, 60_000);
    const naive = new NaiveDeadline(day, 60_000);
    day.work(30_000);
    day.sleep(8 * HOUR_MS);
    expect(naive.isOver).toBe(true); // the positive control: this fault would be seen
    expect(deadline.isOver).toBe(false);
  });

  test('gives all of its budget again after a sleep', () => {
    const day = new Day();
    const deadline = new Deadline(day.clock, 60_000);
    day.work(59_000);
    day.sleep(HOUR_MS);
    day.work(59_000);
    expect(deadline.isOver).toBe(false);
    day.work(1_000);
    expect(deadline.isOver).toBe(true);
  });

  test('that began after a sleep is not moved by it', () => {
    const day = new Day();
    day.sleep(HOUR_MS);
    day.work(10_000);
    const deadline = new Deadline(day.clock, 5_000);
    day.work(5_000);
    expect(deadline.isOver).toBe(true);
  });

  test('never fires for sleep alone, and always for enough work in a row', () => {
    const spell = fc.oneof(
      fc.integer({ min: 1, max: 50 }).map((ticks) => ({ kind: 'work' as const, ms: ticks * TICK_MS })),
      fc.integer({ min: 3_000, max: 9 * HOUR_MS }).map((ms) => ({ kind: 'sleep' as const, ms })),
    );
    fc.assert(
      fc.property(fc.array(spell, { maxLength: 30 }), (spells) => {
        const day = new Day();
        const deadline = new Deadline(day.clock, 60_000);
        let inARowMs = 0;
        for (const { kind, ms } of spells) {
          if (kind === 'work') day.work(ms);
          else day.sleep(ms);
          inARowMs = kind === 'work' ? inARowMs + ms : 0;
          expect(deadline.isOver).toBe(inARowMs >= 60_000);
        }
      }),
    );
  });
});
