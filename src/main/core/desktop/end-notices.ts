import type { Preferences } from '../../../shared/preferences.ts';
import { type BoardJob, isMoving, type JobEnd } from './job-board.ts';
import { WORDS } from './words.ts';

/** What the system is to show. */
export type Notice = {
  readonly title: string;
  readonly body: string;
  /** The job that is shown when somebody clicks. */
  readonly uid: string;
};

/**
 * Decides when ends are worth a notice: one for a single recording, one for everything that was added together, as soon as
 * nothing of it goes on by itself any more.
 */
export class EndNotices {
  /** Ends that nobody was told of, by what they were added with. */
  readonly #owed = new Map<string, JobEnd[]>();

  /**
   * @param open all jobs that are not at their end
   * @param wanted what the person wants to be told of
   */
  notices(ends: readonly JobEnd[], open: Iterable<BoardJob>, wanted: Preferences['notifications']): Notice[] {
    for (const end of ends) {
      const key = keyOf(end.job);
      this.#owed.set(key, [...(this.#owed.get(key) ?? []), end]);
    }
    if (this.#owed.size === 0) return [];
    const moving = new Set<string>();
    for (const job of open) if (isMoving(job)) moving.add(keyOf(job));
    const notices: Notice[] = [];
    for (const [key, together] of this.#owed) {
      if (moving.has(key)) continue;
      this.#owed.delete(key);
      const isWanted = together.some(({ end }) => wanted[end]);
      if (isWanted) notices.push(noticeOf(together));
    }
    return notices;
  }
}

function keyOf({ uid, batchUid }: BoardJob): string {
  return batchUid ?? uid;
}

function noticeOf(ends: readonly JobEnd[]): Notice {
  const [first, ...others] = ends;
  if (first === undefined) throw new RangeError('a notice of nothing');
  const { uid } = first.job;
  if (others.length === 0) return { uid, ...WORDS.notices[first.end](first) };
  const needing = ends.filter(({ end }) => end === 'failed');
  // Whoever clicks comes first to what needs them.
  return {
    uid: needing[0]?.job.uid ?? uid,
    ...WORDS.notices.batch(ends.length - needing.length, needing.length),
  };
}
