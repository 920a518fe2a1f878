import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { refuse } from '../core/api/rpc.ts';
import { cutWhenSilent, DEFAULT_PULSE, sendPings } from '../core/api/socket-pulse.ts';
import type { WatchedLine } from '../core/api/watched-line.ts';
import { refuseUpgrade } from '../core/api/web-socket-lines.ts';
import { streamMessages } from './stream-messages.ts';

/** Pages only listen here. */
const MAX_MESSAGE_BYTES = 1_024;

/** `GET /messages?since=<n>`, upgraded: everything a page is told without asking. */
export class MessageSockets {
  readonly #line: WatchedLine;
  readonly #backlogBytes: number;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });

  /** @param backlogBytes as in `streamMessages` */
  constructor(line: WatchedLine, backlogBytes: number) {
    this.#line = line;
    this.#backlogBytes = backlogBytes;
  }

  /** Takes over the connection of a page that may come in. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const [path, query] = (request.url ?? '').split('?');
    if (path !== '/messages') return refuseUpgrade(socket, refuse(404, 'There is no such WebSocket.'));
    const text = new URLSearchParams(query).get('since');
    const since = text === null ? null : Number(text);
    if (since !== null && !(Number.isSafeInteger(since) && since >= 0)) {
      return refuseUpgrade(socket, refuse(400, '`since` must be a whole number.'));
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#serve(webSocket, since));
  }

  sayGoodbye(): void {
    for (const socket of this.#server.clients) socket.close(1001);
  }

  cut(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  #serve(socket: WebSocket, since: number | null): void {
    socket.on('error', () => socket.terminate());
    sendPings(socket, DEFAULT_PULSE);
    cutWhenSilent(socket, DEFAULT_PULSE);
    socket.on('message', () => socket.close(1008, 'pages only listen here'));
    streamMessages(socket, { line: this.#line, since, backlogBytes: this.#backlogBytes });
  }
}
