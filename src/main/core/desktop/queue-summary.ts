import type { QueueStatus } from '../../../shared/contract/methods.ts';
import { type BoardJob, isMoving } from '../../../shared/ends/job-board.ts';
import { JOB_STATES } from '../../../shared/job-state.ts';
import { HAS_A_RUN } from '../../../shared/job-state-groups.ts';

/** The whole queue as a dock, a task bar and a tray can show it. */
export type QueueSummary = {
  /** Recordings that go on by themselves. */
  readonly left: number;
  /** Whether any is being worked on now. */
  readonly isWorking: boolean;
  /** Of everything that was there since work began, 0 to 1 in hundredths; null while nothing is known of any length. */
  readonly fraction: number | null;
};

/** @param done what has come to its end since work began */
export function summarise(open: Iterable<BoardJob>, done: Iterable<BoardJob>): QueueSummary {
  const moving = Array.from(open).filter(isMoving);
  const ended = [...done];
  return {
    left: moving.length,
    isWorking: moving.some(({ state }) => HAS_A_RUN.has(state)),
    fraction: moving.length === 0 ? null : fractionOf(moving, ended),
  };
}

/** By length: a short recording that is finished is not half of a queue with a long one. */
function fractionOf(moving: readonly BoardJob[], ended: readonly BoardJob[]): number | null {
  const all = [...moving, ...ended];
  const known = all.flatMap(({ durationMs }) => (durationMs === null ? [] : [durationMs]));
  const total = known.reduce((sum, ms) => sum + ms, 0);
  if (total === 0) return null;
  // A recording that nobody has looked into yet is taken for one of the usual length.
  const usual = total / known.length;
  const done =
    moving.reduce((sum, { durationMs, fraction }) => sum + (durationMs ?? usual) * fraction, 0) +
    ended.reduce((sum, { durationMs }) => sum + (durationMs ?? usual), 0);
  return Math.floor((done / (total + usual * (all.length - known.length))) * 100) / 100;
}

export type TaskbarProgress = {
  /** As Electron takes it: below 0 for none, above 1 for work of unknown length. */
  readonly value: number;
  readonly mode: 'none' | 'normal' | 'indeterminate' | 'paused';
};

/** @param isPaused nothing new is started */
export function taskbarProgress(
  { left, isWorking, fraction }: QueueSummary,
  isPaused: boolean,
): TaskbarProgress {
  if (left === 0) return { value: -1, mode: 'none' };
  if (isPaused && !isWorking) return { value: fraction ?? 0, mode: 'paused' };
  // A queue that waits for a time of day or for the mains must not look as if it were at work.
  if (!isWorking) return { value: -1, mode: 'none' };
  return fraction === null ? { value: 2, mode: 'indeterminate' } : { value: fraction, mode: 'normal' };
}

/** Whether ending the queue now would keep anything from going on by itself. */
export function isAtWork({ counts, settings }: Pick<QueueStatus, 'counts' | 'settings'>): boolean {
  const waiting = settings.isPaused ? [] : JOB_STATES.filter((state) => isMoving({ state }));
  return [...waiting, ...HAS_A_RUN].some((state) => counts[state] > 0);
}
