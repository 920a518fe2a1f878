import type { QueueEvent } from '../contract/events.ts';
import type { JobView } from '../contract/job.ts';
import { isFinal, type JobState } from '../job-state.ts';
import { MOVING } from '../job-state-groups.ts';

/** What is kept of a job to tell when it ends: there may be tens of thousands. */
export type BoardJob = {
  readonly uid: string;
  readonly title: string;
  readonly batchUid: string | null;
  readonly state: JobState;
  readonly durationMs: number | null;
  /** 0 to 1. */
  readonly fraction: number;
};

/** A job has come to its end, or needs a person to go on. */
export type JobEnd = {
  readonly job: BoardJob;
  readonly end: 'finished' | 'failed';
  readonly workMs: number;
  /** What happened, where it failed. */
  readonly reason: string;
};

export function isMoving({ state }: Pick<BoardJob, 'state'>): boolean {
  return MOVING.has(state);
}

/** All jobs that are not at their end, and those that came to it since anything began to move. */
export class JobBoard {
  readonly #open = new Map<string, BoardJob>();
  readonly #done = new Map<string, BoardJob>();

  get open(): Iterable<BoardJob> {
    return this.#open.values();
  }

  /** Finished or failed while others were moving: part of what the progress of the whole counts. */
  get done(): Iterable<BoardJob> {
    return this.#done.values();
  }

  /** Everything was read anew: what has ended meanwhile is no news. */
  reset(jobs: Iterable<JobView>): void {
    this.#open.clear();
    for (const view of jobs) if (!isFinal(view.status.state)) this.#open.set(view.uid, boardJob(view));
    for (const uid of this.#done.keys()) if (this.#open.has(uid)) this.#done.delete(uid);
    this.#forgetPast();
  }

  /** @returns what has come to its end by these events */
  heed(events: readonly QueueEvent[]): JobEnd[] {
    const ends: JobEnd[] = [];
    for (const event of events) {
      if (event.kind === 'job-changed') {
        const end = this.#change(event.job);
        if (end !== null) ends.push(end);
      } else if (event.kind === 'job-progress') {
        const known = this.#open.get(event.uid);
        if (known !== undefined) this.#open.set(event.uid, { ...known, ...progressOf(event.progress) });
      } else if (event.kind === 'job-removed') {
        this.#open.delete(event.uid);
        this.#done.delete(event.uid);
      }
    }
    this.#forgetPast();
    return ends;
  }

  #change(view: JobView): JobEnd | null {
    const before = this.#open.get(view.uid);
    const job = boardJob(view);
    if (isFinal(job.state)) this.#open.delete(job.uid);
    else {
      this.#open.set(job.uid, job);
      // One that is tried again counts once.
      this.#done.delete(job.uid);
    }
    // A job that was at its end already is only told again: its files were written, for example.
    if (before === undefined || before.state === job.state) return null;
    const end = endOf(view);
    if (end === null) return null;
    if (isFinal(job.state)) this.#done.set(job.uid, job);
    return { job, ...end, workMs: view.workMs };
  }

  #forgetPast(): void {
    for (const job of this.#open.values()) if (isMoving(job)) return;
    this.#done.clear();
  }
}

function boardJob({ uid, title, batchUid, status, progress }: JobView): BoardJob {
  return { uid, title, batchUid, state: status.state, ...progressOf(progress) };
}

function progressOf({
  durationMs,
  fraction,
}: JobView['progress']): Pick<BoardJob, 'durationMs' | 'fraction'> {
  return { durationMs, fraction };
}

function endOf({ status }: JobView): Pick<JobEnd, 'end' | 'reason'> | null {
  if (status.state === 'completed') return { end: 'finished', reason: '' };
  if (status.state !== 'failed' && status.state !== 'blocked') return null;
  return { end: 'failed', reason: status.failure.message };
}
