import { expect, test } from 'vitest';
import { isAtWork, summarise, taskbarProgress } from '../../../src/main/core/desktop/queue-summary.ts';
import { DEFAULT_QUEUE_SETTINGS } from '../../../src/shared/contract/methods.ts';
import type { BoardJob } from '../../../src/shared/ends/job-board.ts';
import { NO_JOBS } from '../../../src/shared/job-state.ts';

let count = 0;

function job(state: BoardJob['state'], fraction = 0, durationMs: number | null = 60_000): BoardJob {
  count += 1;
  return { uid: String(count), title: 'talk.mp3', batchUid: null, state, durationMs, fraction };
}

test('nothing is shown of a queue in which nothing moves', () => {
  const summary = summarise([job('paused', 0.5), job('blocked')], []);
  expect(summary).toEqual({ left: 0, isWorking: false, fraction: null });
  expect(taskbarProgress(summary, false)).toEqual({ value: -1, mode: 'none' });
});

test('progress counts by length, with what was finished meanwhile', () => {
  const open = [job('running', 0.5, 600_000), job('queued', 0, 300_000), job('paused', 0.9, 900_000)];
  const summary = summarise(open, [job('completed', 1, 100_000)]);
  expect(summary).toEqual({ left: 2, isWorking: true, fraction: 0.4 });
  expect(taskbarProgress(summary, false)).toEqual({ value: 0.4, mode: 'normal' });
});

test('a recording that nobody has looked into counts as one of the usual length', () => {
  const open = [job('running', 0.5, 100_000), job('queued', 0, null)];
  expect(summarise(open, []).fraction).toBe(0.25);
});

test('before any length is known, work is shown without a measure', () => {
  const summary = summarise([job('running', 0, null)], []);
  expect(summary).toMatchObject({ isWorking: true, fraction: null });
  expect(taskbarProgress(summary, false)).toEqual({ value: 2, mode: 'indeterminate' });
});

test('a queue that waits looks like one that waits', () => {
  const summary = summarise([job('queued', 0.2)], []);
  expect(taskbarProgress(summary, false)).toEqual({ value: -1, mode: 'none' });
  expect(taskbarProgress(summary, true)).toEqual({ value: 0.2, mode: 'paused' });
});

test('what is being worked on when the queue is paused goes on, and is shown so', () => {
  expect(taskbarProgress(summarise([job('running', 0.3)], []), true)).toEqual({ value: 0.3, mode: 'normal' });
});

test.each([
  [{ running: 1 }, false, true],
  [{ running: 1 }, true, true],
  [{ queued: 3 }, false, true],
  [{ queued: 3 }, true, false],
  [{ paused: 1, blocked: 1, completed: 9, failed: 1, canceled: 1 }, false, false],
])('a queue with %j, paused: %j, is at work: %j', (jobs, isPaused, expected) => {
  const status = { counts: { ...NO_JOBS, ...jobs }, settings: { ...DEFAULT_QUEUE_SETTINGS, isPaused } };
  expect(isAtWork(status)).toBe(expected);
});
