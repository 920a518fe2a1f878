import { describe, expect, test } from 'vitest';
import { HeartWatch } from '../../../src/main/core/engine/heart-watch.ts';

const LIMITS = { tickMs: 1000, hangAfterMs: 3000, loadHangAfterMs: 5000 };

/** What each of so many ticks says; before every one the runner does something. */
function ticks(count: number, beforeEach: (watch: HeartWatch, tick: number) => void, isLoading = false) {
  const watch = new HeartWatch(LIMITS);
  return Array.from({ length: count }, (_, tick) => {
    beforeEach(watch, tick);
    return watch.tick(isLoading);
  });
}

/** Lives, and its workers have computed so many nodes. */
function beat(watch: HeartWatch, ...nodes: readonly number[]): void {
  watch.hear();
  watch.beat(nodes.map((count) => ({ nodes: count, isWorking: true })));
}

describe('a runner hangs', () => {
  test('when it says nothing for the limit', () => {
    expect(ticks(3, () => {})).toEqual([null, null, 3000]);
  });

  test('when it lives and computes nothing', () => {
    expect(ticks(4, (watch) => beat(watch, 7))).toEqual([null, null, 3000, 3000]);
  });

  test('when one of its workers computes nothing', () => {
    expect(ticks(3, (watch, tick) => beat(watch, tick, 7))).toEqual([null, null, 3000]);
  });

  test('when it loads for longer than loading may take', () => {
    expect(ticks(5, () => {}, true)).toEqual([null, null, null, null, 5000]);
  });
});

describe('a runner does not hang', () => {
  test('that computes, however slowly', () => {
    // A node every other tick.
    const answers = ticks(20, (watch, tick) => beat(watch, Math.floor(tick / 2)));
    expect(answers.filter((answer) => answer !== null)).toEqual([]);
  });

  test('that has nothing to do', () => {
    const answers = ticks(20, (watch) => {
      watch.hear();
      watch.beat([{ nodes: 7, isWorking: false }]);
    });
    expect(answers.filter((answer) => answer !== null)).toEqual([]);
  });

  test('that speaks again just in time', () => {
    const answers = ticks(20, (watch, tick) => {
      if (tick % 2 === 0) watch.hear();
    });
    expect(answers.filter((answer) => answer !== null)).toEqual([]);
  });
});
