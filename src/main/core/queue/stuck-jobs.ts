import type { QueueStatus } from '../../../shared/contract/methods.ts';
import type { JobState } from '../../../shared/job-state.ts';
import { HAS_A_RUN } from '../../../shared/job-state-groups.ts';

/** What can be wrong with a job; `docs/state-machine.md` explains each. */
export const STUCK_RULES = [
  'not-started',
  'not-looked-at',
  'looked-at-too-long',
  'runs-without-slot',
  'works-without-engine',
  'all-text-but-not-final',
  'pausing-too-long',
  'cancelling-too-long',
  'retry-overdue',
  'blocked-without-cause',
] as const;
export type StuckRule = (typeof STUCK_RULES)[number];

export type StuckJob = QueueStatus['stuck'][number] & { readonly rule: StuckRule };

/** Working times are counted by a `WorkingClock`: a night's sleep makes nothing stuck. */
export type WatchedJob = {
  readonly uid: string;
  readonly state: JobState;
  /** Working time since it came into its state. */
  readonly inStateMs: number;
  /** Of `retry_wait`: working time since its time has come, below 0 before. Null in other states. */
  readonly overdueMs: number | null;
  /** Of `blocked`: whether what it waits for is there again. */
  readonly isCauseGone: boolean;
  /** The plan is complete and every chunk of it is finished. */
  readonly hasAllText: boolean;
};

/** Everything that tells whether jobs move: what is stored of them, and what is known of the work. */
export type QueuePicture = {
  /** Final ones may be left out. */
  readonly jobs: readonly WatchedJob[];
  /** Jobs that have a slot, and whether the engine that works on their chunks is alive. */
  readonly slots: ReadonlyMap<string, { readonly isAlive: boolean }>;
  readonly freeSlots: number;
  /** Working time since which a slot is free and nothing holds the queue; null when that is not so. */
  readonly mayStartForMs: number | null;
  /** Jobs that are being looked at by the importer, and for how long. */
  readonly probes: ReadonlyMap<string, number>;
  /** Working time since the importer looked at anything; 0 while it does. */
  readonly importerIdleMs: number;
};

const GRACE_MS = 10_000;
/** A recording on a drive that sleeps, or behind a slow line. */
const PROBE_GRACE_MS = 120_000;

/**
 * Jobs that nothing moves although something should, as one picture of the queue shows them. `forMs` is the longest that
 * it can have been so: where a job is in its state for hours and lost its slot just now, only watching tells, see
 * {@link StuckWatch}.
 */
export function stuckIn(picture: QueuePicture): StuckJob[] {
  return [...picture.jobs.flatMap((job) => stuckAlone(job, picture)), ...notStarted(picture)];
}

function stuckAlone(job: WatchedJob, { slots, probes, importerIdleMs }: QueuePicture): StuckJob[] {
  const { uid, state, inStateMs } = job;
  const found: StuckJob[] = [];
  const report = (rule: StuckRule, isSo: boolean, forMs: number, graceMs = GRACE_MS) => {
    if (isSo && forMs > graceMs) found.push({ uid, rule, forMs });
  };
  const slot = slots.get(uid);
  const probedForMs = probes.get(uid);
  report('runs-without-slot', HAS_A_RUN.has(state) && slot === undefined, inStateMs);
  report('works-without-engine', state === 'running' && slot?.isAlive === false, inStateMs);
  report('all-text-but-not-final', state === 'running' && job.hasAllText, inStateMs);
  report('pausing-too-long', state === 'pausing', inStateMs);
  report('cancelling-too-long', state === 'canceling', inStateMs);
  report('retry-overdue', state === 'retry_wait', job.overdueMs ?? 0);
  report('blocked-without-cause', state === 'blocked' && job.isCauseGone, inStateMs);
  report('looked-at-too-long', state === 'importing', probedForMs ?? 0, PROBE_GRACE_MS);
  const nobodyLooks = state === 'importing' && probedForMs === undefined;
  report('not-looked-at', nobodyLooks, Math.min(importerIdleMs, inStateMs));
  return found;
}

/** Of the jobs that wait beside free slots, as many as could run: those that have waited longest. */
function notStarted({ jobs, freeSlots, mayStartForMs }: QueuePicture): StuckJob[] {
  if (mayStartForMs === null) return [];
  return jobs
    .filter(({ state }) => state === 'queued')
    .map(({ uid, inStateMs }) => ({
      uid,
      rule: 'not-started' as const,
      forMs: Math.min(inStateMs, mayStartForMs),
    }))
    .filter(({ forMs }) => forMs > GRACE_MS)
    .toSorted((a, b) => b.forMs - a.forMs)
    .slice(0, freeSlots);
}

/** What can begin in the middle of a state, so that the time in the state says nothing. */
const BEGINS_ANY_TIME: ReadonlySet<StuckRule> = new Set([
  'runs-without-slot',
  'works-without-engine',
  'all-text-but-not-final',
  'blocked-without-cause',
]);

/** Tells for how long jobs have really been stuck, by looking again and again. */
export class StuckWatch {
  #seenSinceMs = new Map<string, number>();

  /**
   * @param workedMs of the clock that the picture was taken by
   * @returns what is stuck for longer than a step in the queue may take: empty unless Earshot has a fault
   */
  look(picture: QueuePicture, workedMs: number): StuckJob[] {
    const before = this.#seenSinceMs;
    this.#seenSinceMs = new Map();
    return stuckIn(picture).flatMap((stuck) => {
      if (!BEGINS_ANY_TIME.has(stuck.rule)) return [stuck];
      const key = `${stuck.uid} ${stuck.rule}`;
      const sinceMs = before.get(key) ?? workedMs;
      this.#seenSinceMs.set(key, sinceMs);
      const forMs = Math.min(stuck.forMs, workedMs - sinceMs);
      return forMs > GRACE_MS ? [{ ...stuck, forMs }] : [];
    });
  }
}
