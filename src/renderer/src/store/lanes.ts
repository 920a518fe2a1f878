import type { JobView } from '../../../shared/contract/job.ts';
import type { JobState } from '../../../shared/job-state.ts';
import type { Lanes } from './app-state.ts';

export type Lane = keyof Lanes;

const LANE_OF: Record<JobState, Lane> = {
  importing: 'waiting',
  queued: 'waiting',
  running: 'atWork',
  pausing: 'atWork',
  canceling: 'atWork',
  paused: 'stopped',
  retry_wait: 'stopped',
  blocked: 'stopped',
  canceled: 'ended',
  failed: 'ended',
  completed: 'ended',
};

export function laneOf(job: JobView): Lane {
  return LANE_OF[job.status.state];
}

type Jobs = ReadonlyMap<string, JobView>;

/**
 * The order of the list, kept up to date job by job: sorting ten thousand anew for each event would be felt.
 *
 * Only the job that moves is announced with its position, not those that make room. So a position is taken for what it is:
 * the place at which the job goes into the line as it is at that moment.
 */
export class LaneEditor {
  readonly #before: Lanes;
  readonly #lanes: Record<Lane, string[] | null> = {
    atWork: null,
    waiting: null,
    stopped: null,
    ended: null,
  };

  constructor(before: Lanes) {
    this.#before = before;
  }

  /**
   * @param old as it was in these lanes; undefined for a new one
   * @param job null: it is gone
   * @param jobs all jobs, this one as it is now
   */
  put(old: JobView | undefined, job: JobView | null, jobs: Jobs): void {
    if (old !== undefined && job !== null && !isMoved(old, job)) return;
    if (old !== undefined) this.#take(laneOf(old), old.uid);
    if (job === null) return;
    const lane = this.#edit(laneOf(job));
    lane.splice(placeIn(lane, job, jobs), 0, job.uid);
  }

  /** A job that waits has changed without moving: what is computed from the line has to be computed again. */
  touch(lane: Lane): void {
    this.#edit(lane);
  }

  /** The same object as before when nothing was changed. */
  done(): Lanes {
    const { atWork, waiting, stopped, ended } = this.#lanes;
    if (atWork === null && waiting === null && stopped === null && ended === null) return this.#before;
    return {
      atWork: atWork ?? this.#before.atWork,
      waiting: waiting ?? this.#before.waiting,
      stopped: stopped ?? this.#before.stopped,
      ended: ended ?? this.#before.ended,
    };
  }

  #take(name: Lane, uid: string): void {
    const lane = this.#edit(name);
    const at = lane.indexOf(uid);
    if (at >= 0) lane.splice(at, 1);
  }

  #edit(name: Lane): string[] {
    return (this.#lanes[name] ??= [...this.#before[name]]);
  }
}

/** The lanes of jobs that were all read at once. */
export function sortLanes(jobs: Iterable<JobView>): Lanes {
  const lanes: Record<Lane, JobView[]> = { atWork: [], waiting: [], stopped: [], ended: [] };
  for (const job of jobs) lanes[laneOf(job)].push(job);
  const uids = (name: Lane, compare: (a: JobView, b: JobView) => number): string[] =>
    lanes[name].toSorted(compare).map(({ uid }) => uid);
  return {
    atWork: uids('atWork', (a, b) => startOf(a) - startOf(b)),
    waiting: uids('waiting', (a, b) => positionOf(a) - positionOf(b)),
    stopped: uids('stopped', (a, b) => b.updatedAtMs - a.updatedAtMs),
    ended: uids('ended', (a, b) => endOf(b) - endOf(a)),
  };
}

export function joinLanes({ atWork, waiting, stopped, ended }: Lanes): readonly string[] {
  return [...atWork, ...waiting, ...stopped, ...ended];
}

function isMoved(old: JobView, job: JobView): boolean {
  const lane = laneOf(job);
  if (laneOf(old) !== lane) return true;
  // Among those at work nobody changes places; what is counted of the others is counted anew when they move.
  if (lane !== 'atWork' && old.status.state !== job.status.state) return true;
  if (lane === 'ended') return endOf(old) !== endOf(job);
  // One whose file has been looked at keeps its place in the line, and has a number from then on.
  return job.status.state === 'queued';
}

// oxlint-disable-next-line consistent-return -- without a return at the end a new lane does not compile
function placeIn(lane: readonly string[], job: JobView, jobs: Jobs): number {
  switch (laneOf(job)) {
    case 'waiting':
      return job.status.state === 'queued' ? Math.min(job.status.position - 1, lane.length) : lane.length;
    case 'atWork':
      return lane.length;
    case 'stopped':
      return 0;
    case 'ended':
      return placeByEnd(lane, endOf(job), jobs);
  }
}

/** Before the first that ended earlier. */
function placeByEnd(lane: readonly string[], endMs: number, jobs: Jobs): number {
  let low = 0;
  let high = lane.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = jobs.get(lane[middle] ?? '');
    if (other !== undefined && endOf(other) > endMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function startOf(job: JobView): number {
  return job.startedAtMs ?? job.createdAtMs;
}

function endOf(job: JobView): number {
  return job.finishedAtMs ?? job.updatedAtMs;
}

/** One that has no number yet stands behind those that have. */
function positionOf({ status }: JobView): number {
  return status.state === 'queued' ? status.position : Number.MAX_SAFE_INTEGER;
}
