import type { JobView } from '../../../../shared/contract/job.ts';
import type { AppState, ModelSpeed } from '../../store/app-state.ts';
import { speedOf, takesMs } from '../models/model-facts.ts';

const MINUTE_MS = 60_000;

type Line = {
  readonly speeds: readonly ModelSpeed[];
  readonly runningSpeed: number | null;
  readonly untilMs: readonly (number | null)[];
};

/** The waiting line changes seldom, and what runs twenty times a second: sums over the line are kept as long as it is the same. */
const lines = new WeakMap<readonly string[], Line>();

/**
 * Wall time until the job at a place has its text; null when the length of a recording before it, or the speed of its
 * model, is not known. To the minute: nothing on the screen is finer.
 *
 * @param place from 1
 */
export function readyInMs(state: AppState, place: number): number | null {
  const untilMs = lineOf(state).untilMs[place - 1] ?? null;
  const runningMs = runningLeftMs(state);
  if (untilMs === null || runningMs === null) return null;
  return toMinute((runningMs + untilMs) / slotsOf(state));
}

/** Wall time until everything that runs or waits is done; null when that cannot be told. */
export function allDoneInMs(state: AppState): number | null {
  const { atWork, waiting } = state.lanes;
  if (atWork.length + waiting.length === 0) return null;
  if (waiting.length > 0) return readyInMs(state, waiting.length);
  const runningMs = runningLeftMs(state);
  return runningMs === null ? null : toMinute(runningMs / slotsOf(state));
}

/** Counts of the whole queue; `needing`: a person has to do something before they go on. */
export type QueueCounts = {
  readonly left: number;
  readonly done: number;
  readonly failed: number;
  readonly needing: number;
};

const counted = new WeakMap<AppState['lanes'], QueueCounts>();

export function countJobs({ lanes, jobs }: Pick<AppState, 'lanes' | 'jobs'>): QueueCounts {
  const known = counted.get(lanes);
  if (known !== undefined) return known;
  const stateOf = (uid: string): JobView['status']['state'] | undefined => jobs.get(uid)?.status.state;
  const ended = Map.groupBy(lanes.ended, stateOf);
  const needing = lanes.stopped.filter((uid) => stateOf(uid) === 'blocked').length;
  const counts: QueueCounts = {
    left: lanes.atWork.length + lanes.waiting.length + lanes.stopped.length - needing,
    done: ended.get('completed')?.length ?? 0,
    failed: ended.get('failed')?.length ?? 0,
    needing,
  };
  counted.set(lanes, counts);
  return counts;
}

/** The jobs of one count, in the order of the list. */
export function jobsCounted(
  { lanes, jobs }: Pick<AppState, 'lanes' | 'jobs'>,
  what: 'needing' | 'failed',
): readonly string[] {
  const state = what === 'needing' ? 'blocked' : 'failed';
  return [...lanes.stopped, ...lanes.ended].filter((uid) => jobs.get(uid)?.status.state === state);
}

function lineOf(state: AppState): Line {
  const { lanes, jobs, speeds } = state;
  const known = lines.get(lanes.waiting);
  const running = runningSpeed(state);
  if (known?.speeds === speeds && known.runningSpeed === running) return known;
  let sumMs: number | null = 0;
  const untilMs = lanes.waiting.map((uid) => {
    const job = jobs.get(uid);
    const workMs = job === undefined ? 0 : workLeftMs(job, speeds, running);
    sumMs = sumMs === null || workMs === null ? null : sumMs + workMs;
    return sumMs;
  });
  const line = { speeds, runningSpeed: running, untilMs };
  lines.set(lanes.waiting, line);
  return line;
}

function runningLeftMs({ lanes, jobs, speeds }: AppState): number | null {
  let sumMs = 0;
  for (const uid of lanes.atWork) {
    const job = jobs.get(uid);
    if (job?.status.state !== 'running') continue;
    const leftMs = job.progress.remainingMs ?? workLeftMs(job, speeds, null);
    if (leftMs === null) return null;
    sumMs += leftMs;
  }
  return sumMs;
}

/** What runs now says how fast a model is that has finished nothing yet; in halves, or the line would be summed up all the time. */
function runningSpeed({ lanes, jobs }: AppState): number | null {
  const speed = lanes.atWork.map((uid) => jobs.get(uid)?.progress.speed ?? null).find((one) => one !== null);
  return speed === undefined ? null : Math.max(Math.round(speed * 2) / 2, 0.5);
}

function workLeftMs(
  { progress, options }: JobView,
  speeds: readonly ModelSpeed[],
  otherwise: number | null,
): number | null {
  const speed = speedOf(speeds, options.model, options.device)?.speed ?? otherwise;
  if (progress.durationMs === null || speed === null) return null;
  const leftMs = Math.max(0, progress.durationMs - progress.doneMs);
  return takesMs(leftMs, speed, options.quality);
}

function slotsOf({ status, lanes }: AppState): number {
  return Math.max(1, Math.min(status?.slots ?? 1, lanes.atWork.length + lanes.waiting.length));
}

function toMinute(ms: number): number {
  return ms < MINUTE_MS ? Math.ceil(ms / 1000) * 1000 : Math.round(ms / MINUTE_MS) * MINUTE_MS;
}
