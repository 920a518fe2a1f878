import { type EndGroup, OwedEnds } from '../../../shared/ends/owed-ends.ts';
import { WORDS } from './words.ts';

/** What the system is to show. */
export type Notice = {
  readonly title: string;
  readonly body: string;
  /** The job that is shown when somebody clicks. */
  readonly uid: string;
};

/** {@link OwedEnds} in the words of the shell. */
export class EndNotices {
  readonly #owed = new OwedEnds();

  notices(...news: Parameters<OwedEnds['settle']>): Notice[] {
    return this.#owed.settle(...news).map(noticeOf);
  }
}

function noticeOf({ ends, ready, needing, uid }: EndGroup): Notice {
  const [first, ...others] = ends;
  const words = others.length === 0 ? WORDS.notices[first.end](first) : WORDS.notices.batch(ready, needing);
  return { uid, ...words };
}
