import type { Preferences } from '../preferences.ts';
import { type BoardJob, isMoving, type JobEnd } from './job-board.ts';

/** What one notification tells: an end, or all ends of what was added together. */
export type EndGroup = {
  readonly ends: readonly [JobEnd, ...JobEnd[]];
  readonly ready: number;
  readonly needing: number;
  /** The job that is shown when somebody clicks: what needs them comes first. */
  readonly uid: string;
};

/**
 * Decides when ends are worth a notification: one for a single recording, one for everything that was added together, as
 * soon as nothing of it goes on by itself any more. What a person has paused keeps nobody waiting.
 */
export class OwedEnds {
  /** Ends that nobody was told of, by what they were added with. */
  readonly #owed = new Map<string, [JobEnd, ...JobEnd[]]>();

  /**
   * Takes in what has ended, and hands out what is to be told now.
   *
   * @param open all jobs that are not at their end
   * @param wanted what the person wants to be told of
   */
  settle(
    ends: readonly JobEnd[],
    open: Iterable<BoardJob>,
    wanted: Preferences['notifications'],
  ): readonly EndGroup[] {
    for (const end of ends) {
      const key = keyOf(end.job);
      const owed = this.#owed.get(key);
      if (owed === undefined) this.#owed.set(key, [end]);
      else owed.push(end);
    }
    if (this.#owed.size === 0) return [];
    const moving = new Set<string>();
    for (const job of open) if (isMoving(job)) moving.add(keyOf(job));
    const groups: EndGroup[] = [];
    for (const [key, together] of this.#owed) {
      if (moving.has(key)) continue;
      this.#owed.delete(key);
      if (together.some(({ end }) => wanted[end])) groups.push(groupOf(together));
    }
    return groups;
  }
}

function keyOf({ uid, batchUid }: BoardJob): string {
  return batchUid ?? uid;
}

function groupOf(ends: readonly [JobEnd, ...JobEnd[]]): EndGroup {
  const needing = ends.filter(({ end }) => end === 'failed');
  const [{ job }] = ends;
  return {
    ends,
    ready: ends.length - needing.length,
    needing: needing.length,
    uid: needing[0]?.job.uid ?? job.uid,
  };
}
