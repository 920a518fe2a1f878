import { MOVING } from '../../../shared/job-state-groups.ts';
import type { FollowerBook } from '../api/follower-book.ts';
import type { EventHub } from '../events/event-hub.ts';
import type { JobBook } from './job-book.ts';

/** Whether somebody waits for work that is still to be done; who follows a paused job waits for a person. Who follows everything can do it as well as this owner. */
function isOwed(followers: FollowerBook, book: JobBook): boolean {
  const { everyone } = followers;
  if (everyone === 'all') return false;
  return [...everyone].some((uid) => {
    const record = book.find(uid);
    return record !== undefined && MOVING.has(record.state);
  });
}

/** Resolves when nobody waits for this owner any more, or the signal fires. */
export async function untilNothingIsOwed(
  followers: FollowerBook,
  book: JobBook,
  hub: EventHub,
  signal: AbortSignal,
): Promise<void> {
  const done = Promise.withResolvers<void>();
  const look = (): void => {
    if (signal.aborted || !isOwed(followers, book)) done.resolve();
  };
  const endings = [followers.onChange(look), hub.subscribe(null, look)];
  signal.addEventListener('abort', look);
  look();
  await done.promise;
  signal.removeEventListener('abort', look);
  for (const end of endings) end();
}
