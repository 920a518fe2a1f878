import { once } from 'node:events';
import { WebSocket } from 'ws';
import { parseMessage } from '../../src/main/core/api/parse-message.ts';
import { type PageMessage, pageMessageSchema } from '../../src/shared/contract/page.ts';
import type { PageVisit } from './headless-host.ts';

export type Listening = {
  readonly socket: WebSocket;
  readonly messages: PageMessage[];
  /** Resolves as soon as what was told is so. */
  until(isThere: (messages: readonly PageMessage[]) => boolean): Promise<void>;
};

/** Opens the WebSocket of a page; it may be refused. */
export function openMessages(
  visit: PageVisit,
  path = '/messages',
  headers: Readonly<Record<string, string>> = {},
): WebSocket {
  return new WebSocket(`ws://${visit.authority}${path}`, {
    headers: { origin: visit.origin, cookie: visit.cookie, ...headers },
  });
}

/** The WebSocket of a page that was let in. */
export async function listenTo(visit: PageVisit, path = '/messages'): Promise<Listening> {
  const socket = openMessages(visit, path);
  const messages: PageMessage[] = [];
  let check = (): void => {};
  socket.on('message', (data) => {
    messages.push(pageMessageSchema.parse(parseMessage(data)));
    check();
  });
  await once(socket, 'open');
  return {
    socket,
    messages,
    until: (isThere) =>
      new Promise((resolve) => {
        check = () => {
          if (isThere(messages)) resolve();
        };
        check();
      }),
  };
}

/** With which status a WebSocket is refused; 101 for one that is not. */
export function statusOf(socket: WebSocket): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.once('unexpected-response', (_, { statusCode = 0 }) => {
      socket.terminate();
      resolve(statusCode);
    });
    socket.once('error', reject);
  });
}
