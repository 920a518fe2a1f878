import type { WebSocket } from 'ws';
import type { PageMessage } from '../../shared/contract/page.ts';
import type { WatchedLine } from '../core/api/watched-line.ts';
import { pageMessages } from '../core/page/page-messages.ts';

export type MessageStreamOptions = {
  readonly line: Pick<WatchedLine, 'subscribe' | 'isUp' | 'onLineChange'>;
  /** As in `pageMessages`. */
  readonly since: number | null;
  /** No more is handed to a connection that has this much to send still. */
  readonly backlogBytes: number;
};

/**
 * Tells a page what happens until the connection closes. A page that reads slowly, because its tab sleeps, costs no memory:
 * beyond the backlog it is told nothing, and from where it was once it has caught up. See `streamEvents`, which does the
 * same for programs.
 */
export function streamMessages(socket: WebSocket, { line, since, backlogBytes }: MessageStreamOptions): void {
  let known = since;
  let leave: (() => void) | null = null;

  const join = (): void => {
    // What comes while this call is made must find that we are there.
    let hasLeft = false;
    let stop: (() => void) | null = null;
    leave = () => {
      hasLeft = true;
      stop?.();
    };
    stop = pageMessages(line, known, (message) => {
      if (!hasLeft) send(message);
    });
    if (hasLeft) stop();
  };
  const send = (message: PageMessage): void => {
    if (message.kind === 'events' || message.kind === 'reset') known = message.seq;
    socket.send(JSON.stringify(message), joinAgain);
    if (socket.bufferedAmount > backlogBytes) pause();
  };
  const pause = (): void => {
    leave?.();
    leave = null;
  };
  const joinAgain = (): void => {
    const isOpen = socket.readyState === socket.OPEN;
    if (leave === null && isOpen && socket.bufferedAmount <= backlogBytes / 2) join();
  };

  join();
  socket.once('close', pause);
}
