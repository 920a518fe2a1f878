import type { PageMessage } from '../../../shared/contract/page.ts';
import type { WatchedLine } from '../api/watched-line.ts';

/**
 * Everything that a page is told of the queue: first whether it can be reached, then what happens in it.
 *
 * @param since number of the last event that the page knows; null for news only
 * @returns ends it
 */
export function pageMessages(
  line: Pick<WatchedLine, 'subscribe' | 'isUp' | 'onLineChange'>,
  since: number | null,
  listener: (message: PageMessage) => void,
): () => void {
  listener({ kind: 'line', isUp: line.isUp });
  const stopWatching = line.onLineChange((isUp) => listener({ kind: 'line', isUp }));
  const unsubscribe = line.subscribe(since, listener);
  return () => {
    stopWatching();
    unsubscribe();
  };
}
