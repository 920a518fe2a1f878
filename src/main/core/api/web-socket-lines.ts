import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type EventBatch, subscriberMessageSchema } from '../../../shared/contract/events.ts';
import { streamEvents } from './event-stream.ts';
import { parseMessage } from './parse-message.ts';
import { type RpcReply, refuse } from './rpc.ts';
import type { ServedQueue } from './running-queue.ts';
import { cutWhenSilent, type Pulse, sendPings } from './socket-pulse.ts';

export type WebSocketLimits = {
  /** What may wait to be sent to one subscriber. */
  readonly backlogBytes: number;
  readonly pulse: Pulse;
};

/** Room for a hundred thousand jobs. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** `GET /events?since=<n>` subscribes; `GET /follow` takes what the client waits for, and its end is the end of the line. */
export class WebSocketLines {
  readonly #queue: ServedQueue;
  readonly #limits: WebSocketLimits;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  readonly #toJson = rememberLast((batch: EventBatch) => JSON.stringify(batch));

  constructor(queue: ServedQueue, limits: WebSocketLimits) {
    this.#queue = queue;
    this.#limits = limits;
  }

  /** Takes over the connection of a caller that may come in. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const serve = this.#serviceAt(request.url ?? '');
    if (typeof serve !== 'function') return refuseUpgrade(socket, serve);
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      sendPings(webSocket, this.#limits.pulse);
      cutWhenSilent(webSocket, this.#limits.pulse);
      serve(webSocket);
    });
  }

  sayGoodbye(): void {
    for (const socket of this.#server.clients) socket.close(1001);
  }

  cut(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  #serviceAt(url: string): ((socket: WebSocket) => void) | RpcReply {
    const [path, query] = url.split('?');
    if (path === '/follow') return (socket) => this.#takeFollowing(socket);
    if (path !== '/events') return refuse(404, 'There is no such WebSocket.');
    const text = new URLSearchParams(query).get('since');
    const since = text === null ? null : Number(text);
    if (since !== null && !Number.isSafeInteger(since)) return refuse(400, '`since` must be a whole number.');
    const { hub } = this.#queue;
    const { backlogBytes } = this.#limits;
    return (socket) => streamEvents(socket, { hub, since, toJson: this.#toJson, backlogBytes });
  }

  #takeFollowing(socket: WebSocket): void {
    const follower = this.#queue.followers.enter();
    socket.once('close', () => follower.leave());
    socket.on('message', (data) => {
      const message = subscriberMessageSchema.safeParse(parseMessage(data));
      if (message.success) follower.follow(message.data.follow);
      else socket.close(1008, 'this message is not in the contract');
    });
  }
}

/** Answers a WebSocket that is not let in, as HTTP would. */
export function refuseUpgrade(socket: Duplex, { status, result }: RpcReply): void {
  const body = JSON.stringify(result);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  // Node leaves such a connection half open until the other side closes it too.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** All subscribers get the same batch one after the other: it is turned into text once. */
function rememberLast<In, Out>(make: (from: In) => Out): (from: In) => Out {
  let last: { from: In; made: Out } | null = null;
  return (from) => {
    if (last === null || last.from !== from) last = { from, made: make(from) };
    return last.made;
  };
}
