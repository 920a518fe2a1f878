import type { MethodInput, QueueSettings } from '../../../shared/contract/methods.ts';
import type { JobRecord } from '../storage/store.ts';
import { SortedList } from './sorted-list.ts';

export type OrderMode = QueueSettings['order'];

/** What decides about the place of a job that waits. */
export type Waiting = Pick<JobRecord, 'uid' | 'priority' | 'arrival' | 'rank' | 'createdAtMs'>;

type Ranked = Pick<Waiting, 'uid' | 'priority' | 'rank'>;

/** Where a job is to be put. */
export type Place = MethodInput<'jobs.move'>['to'];

/** What has waited so long comes before everything newer, so that the oldest recordings are not put off for ever. */
export const AGEING_MS = 24 * 60 * 60 * 1000;

/** Room between neighbours: a job that is moved finds a rank between them about ten times in a row. */
const RANK_GAP = 1024;

/**
 * The jobs that wait, in the order in which they are to start: the higher priority first, then by the mode. Finding the
 * place of a job costs microseconds at 100,000 jobs, whatever the mode.
 */
export class WaitingLine<Job extends Waiting = JobRecord> {
  readonly #now: () => number;
  readonly #jobs = new Map<string, Job>();
  #mode: OrderMode;
  /** By priority, then by arrival or rank. "Newest first" reads it backwards within each priority. */
  #sorted: SortedList<Job>;

  /** @param now wall time, since a job may wait for longer than the program runs; a jump of it changes the order, no more */
  constructor(mode: OrderMode, now: () => number) {
    this.#mode = mode;
    this.#now = now;
    this.#sorted = new SortedList<Job>(comparisonFor(mode));
  }

  get size(): number {
    return this.#jobs.size;
  }

  get mode(): OrderMode {
    return this.#mode;
  }

  setMode(mode: OrderMode): void {
    this.#mode = mode;
    this.#sorted = new SortedList(comparisonFor(mode), this.#jobs.values());
  }

  /** Takes a job in, or to its new place when it waits already. */
  put(job: Job): void {
    this.remove(job.uid);
    this.#jobs.set(job.uid, job);
    this.#sorted.insert(job);
  }

  /** Does nothing when the job does not wait. */
  remove(uid: string): void {
    const job = this.#jobs.get(uid);
    if (job === undefined) return;
    this.#jobs.delete(uid);
    this.#sorted.remove(job);
  }

  /** @returns the place from 1, or null for a job that does not wait */
  position(uid: string): number | null {
    const job = this.#jobs.get(uid);
    if (job === undefined) return null;
    const compare = comparisonFor(this.#mode);
    const index = this.#sorted.countWhile((other) => compare(other, job) < 0);
    if (this.#mode !== 'newest-first') return index + 1;
    const { aged, until } = this.#levelOf(job.priority);
    return index < aged ? index + 1 : aged + until - index;
  }

  /** The first job that may start; those in front of it keep their places. */
  first(mayStart: (job: Job) => boolean): Job | null {
    for (const job of this) if (mayStart(job)) return job;
    return null;
  }

  /** In the order in which they are to start. */
  *[Symbol.iterator](): Generator<Job, void, undefined> {
    if (this.#mode !== 'newest-first') {
      yield* this.#sorted.forwards(0, this.#sorted.length);
      return;
    }
    for (let at = 0; at < this.#sorted.length; ) {
      const { from, aged, until } = this.#levelOf(this.#sorted.at(at)?.priority ?? 0);
      yield* this.#sorted.forwards(from, aged);
      yield* this.#sorted.backwards(aged, until);
      at = until;
    }
  }

  /**
   * The ranks by which a job comes to a place in "my order". In any other mode they also write down the order as it is
   * now, so that changing to "my order" moves this job and no other. Before a job that waits no longer means next.
   *
   * @returns the ranks that change; priorities still come first, see {@link priorityFor}
   */
  ranksFor(uid: string, place: Place): { uid: string; rank: number }[] {
    const target = this.#targetOf(place);
    if (target === uid) return [];
    const others: Ranked[] = [...this].filter((job) => job.uid !== uid);
    const index = target === 'last' ? others.length : others.findIndex((job) => job.uid === target);
    const at = Math.max(index, 0);
    const rank = isInRankOrder(others) ? rankAt(others, at) : null;
    if (rank !== null) return [{ uid, rank }];
    const neighbour = others[at] ?? others.at(-1);
    const moved = {
      uid,
      rank: this.#jobs.get(uid)?.rank ?? neighbour?.rank ?? 0,
      priority: neighbour?.priority ?? 0,
    };
    const levels = Map.groupBy(others.toSpliced(at, 0, moved), ({ priority }) => priority);
    return [...levels.values()].flatMap((level) => dealRanks(level, uid));
  }

  /** The priority a job needs at a place: no rank brings it past a job of a higher priority. Null: any will do. */
  priorityFor(uid: string, place: Place): number | null {
    const target = this.#targetOf(place);
    const before = this.#jobs.get(target);
    if (before !== undefined) return before.priority;
    const edge = target === 'last' ? [this.#sorted.length - 1, this.#sorted.length - 2] : [0, 1];
    const neighbour = edge
      .map((index) => this.#sorted.at(index))
      .find((job) => job !== undefined && job.uid !== uid);
    return neighbour?.priority ?? null;
  }

  /** @returns a job that waits, or an end of the line */
  #targetOf(place: Place): string {
    if (typeof place === 'string') return place;
    return this.#jobs.has(place.before) ? place.before : 'next';
  }

  /**
   * The stretch of one priority, and where in it those end that have waited for long. Where a clock was put back, times
   * do not follow arrivals; the search still ends at one boundary, and every job keeps a place of its own.
   */
  #levelOf(priority: number): { from: number; aged: number; until: number } {
    const from = this.#sorted.countWhile((job) => job.priority > priority);
    const until = this.#sorted.countWhile((job) => job.priority >= priority);
    const agedBeforeMs = this.#now() - AGEING_MS;
    const aged = this.#sorted.countWhile(
      (job) => job.priority > priority || (job.priority === priority && job.createdAtMs <= agedBeforeMs),
    );
    return { from, aged, until };
  }
}

function comparisonFor(mode: OrderMode): (a: Waiting, b: Waiting) => number {
  const key = mode === 'my-order' ? 'rank' : 'arrival';
  return (a, b) =>
    b.priority - a.priority ||
    a[key] - b[key] ||
    a.arrival - b.arrival ||
    (a.uid < b.uid ? -1 : Number(a.uid > b.uid));
}

/** Whether changing to "my order" would leave the line as it is. */
function isInRankOrder(line: readonly Ranked[]): boolean {
  return line.every(({ priority, rank }, index) => {
    const next = line[index + 1];
    return next === undefined || next.priority !== priority || next.rank > rank;
  });
}

/** @returns a rank for a job at `index` of a line in the order of ranks, or null where its neighbours leave no room */
function rankAt(line: readonly Ranked[], index: number): number | null {
  const ranks = line.map(({ rank }) => rank);
  const after = line[index];
  // Before and behind all others: also those of other priorities, should these ever become equal.
  if (index === 0) return ranks.reduce((least, rank) => Math.min(least, rank), RANK_GAP) - RANK_GAP;
  if (after === undefined) return ranks.reduce((most, rank) => Math.max(most, rank), 0) + 1;
  const previous = line[index - 1];
  const low = previous?.priority === after.priority ? previous.rank : after.rank - 2 * RANK_GAP;
  const middle = Math.floor((low + after.rank) / 2);
  return middle > low ? middle : null;
}

/**
 * Deals the ranks that jobs of one priority have out anew, in the order of the line. They stay in the range where they
 * were: what joins the line later still comes behind.
 *
 * @returns the rank of the job that was moved, and those of the others that change
 */
function dealRanks(line: readonly Ranked[], movedUid: string): { uid: string; rank: number }[] {
  const ranks = line.map(({ rank }) => rank).toSorted((a, b) => a - b);
  let least = Number.NEGATIVE_INFINITY;
  const dealt = line.map(({ uid, rank: before }, index) => {
    least = Math.max(least + 1, ranks[index] ?? 0);
    return { uid, before, rank: least };
  });
  return dealt
    .filter(({ uid, before, rank }) => uid === movedUid || before !== rank)
    .map(({ uid, rank }) => ({ uid, rank }));
}
