import type { WebSocket } from 'ws';
import type { EventBatch } from '../../../shared/contract/events.ts';
import type { EventHub } from '../events/event-hub.ts';

export type EventStreamOptions = {
  readonly hub: EventHub;
  /** As in {@link EventHub.subscribe}. */
  readonly since: number | null;
  readonly toJson: (batch: EventBatch) => string;
  /** No more is handed to a connection that has this much to send still. */
  readonly backlogBytes: number;
};

/**
 * Sends batches until the connection closes. A client that reads slowly costs no memory: beyond the backlog it leaves the
 * hub, and joins again where it was when it has caught up. If that is not kept any more the hub gives it a `reset`.
 */
export function streamEvents(
  socket: WebSocket,
  { hub, since, toJson, backlogBytes }: EventStreamOptions,
): void {
  let known = since ?? hub.seq;
  let leave: (() => void) | null = null;

  const send = (batch: EventBatch): void => {
    known = batch.seq;
    socket.send(toJson(batch), joinAgain);
    if (socket.bufferedAmount > backlogBytes) pause();
  };
  const pause = (): void => {
    leave?.();
    leave = null;
  };
  const joinAgain = (): void => {
    const isOpen = socket.readyState === socket.OPEN;
    if (leave === null && isOpen && socket.bufferedAmount <= backlogBytes / 2)
      leave = hub.subscribe(known, send);
  };

  leave = hub.subscribe(known, send);
  socket.once('close', pause);
}
