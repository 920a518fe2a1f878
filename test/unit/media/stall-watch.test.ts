import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StallWatch } from '../../../src/main/core/process/stall-watch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a stall is reported once, after the limit', () => {
  const onStall = vi.fn<() => void>();
  const watch = new StallWatch(1000, onStall);
  vi.advanceTimersByTime(999);
  expect(onStall).not.toHaveBeenCalled();
  vi.advanceTimersByTime(5000);
  expect(onStall).toHaveBeenCalledOnce();
  watch.stop();
});

test('whatever happens puts the stall off', () => {
  const onStall = vi.fn<() => void>();
  const watch = new StallWatch(1000, onStall);
  for (let step = 0; step < 10; step += 1) {
    vi.advanceTimersByTime(900);
    watch.reset();
  }
  expect(onStall).not.toHaveBeenCalled();
  watch.stop();
});
