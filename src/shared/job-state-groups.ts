import type { JobState } from './job-state.ts';

/** Waits for its turn, also before anybody has looked at the recording. */
export const WAITING: ReadonlySet<JobState> = new Set(['importing', 'queued']);

/** A run works on it, or is about to let go of it. */
export const HAS_A_RUN: ReadonlySet<JobState> = new Set(['running', 'pausing', 'canceling']);

/** What the queue leaves by itself; any other state waits for a person, for something outside, or is the end. */
export const MOVING: ReadonlySet<JobState> = new Set([...WAITING, ...HAS_A_RUN, 'retry_wait']);
