import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { failed } from '../../../shared/contract/result.ts';
import { EarshotError } from '../../../shared/errors.ts';
import { checkCredentials } from './line-credentials.ts';
import { type RpcReply, replyToRpc, sendReply } from './rpc.ts';
import type { ServedQueue } from './running-queue.ts';
import { DEFAULT_PULSE } from './socket-pulse.ts';
import { refuseUpgrade, type WebSocketLimits, WebSocketLines } from './web-socket-lines.ts';

/** What keeps one client from harming the others. Times in milliseconds. */
export type ServerLimits = WebSocketLimits & {
  readonly connections: number;
  /** For the headers of a request to arrive, and for all of it. */
  readonly headersMs: number;
  readonly requestMs: number;
  /** How long calls, and then connections, may take to come to their end when the server closes. */
  readonly lingerMs: number;
};

export type SocketServerOptions = {
  /** A Unix socket that is not there yet, or a named pipe. */
  readonly socketPath: string;
  readonly token: string;
  readonly queue: ServedQueue;
  readonly limits?: Partial<ServerLimits>;
};

const DEFAULT_LIMITS: ServerLimits = {
  connections: 1_024,
  headersMs: 10_000,
  requestMs: 60_000,
  backlogBytes: 1024 * 1024,
  pulse: DEFAULT_PULSE,
  lingerMs: 2_000,
};

/** Serves a queue to other programs of the same user, by HTTP and WebSocket; see the README of this folder. */
export class SocketServer {
  readonly #options: SocketServerOptions;
  readonly #limits: ServerLimits;
  readonly #http: Server;
  readonly #lines: WebSocketLines;
  readonly #answering = new Set<Promise<void>>();
  readonly #closed = Promise.withResolvers<void>();

  private constructor(options: SocketServerOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#lines = new WebSocketLines(options.queue, this.#limits);
    this.#http = createServer({
      headersTimeout: this.#limits.headersMs,
      requestTimeout: this.#limits.requestMs,
      connectionsCheckingInterval: Math.ceil(this.#limits.headersMs / 5),
      // Never: a connection that is closed just when its client uses it again would look like the end of the owner.
      keepAliveTimeout: 0,
    });
    this.#http.maxConnections = this.#limits.connections;
    // A connection that the system cannot take, as with too many open files, must not end the owner.
    this.#http.on('error', () => {});
    this.#http.on('request', (request, response) => {
      const answered = this.#answer(request, response).finally(() => this.#answering.delete(answered));
      this.#answering.add(answered);
    });
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#http.once('close', () => this.#closed.resolve());
  }

  /** @throws EarshotError `queue-unreachable` when nobody can listen there */
  static async listen(options: SocketServerOptions): Promise<SocketServer> {
    const server = new SocketServer(options);
    try {
      server.#http.listen(options.socketPath);
      await once(server.#http, 'listening');
    } catch (error) {
      const message = `Other programs could not reach the queue at ${options.socketPath}.`;
      throw new EarshotError('queue-unreachable', message, {
        hint: 'Set XDG_RUNTIME_DIR to a folder on this computer.',
        cause: error,
      });
    }
    return server;
  }

  /** New connections are refused from now on; those that are there stay. */
  stopAccepting(): void {
    if (this.#http.listening) this.#http.close();
  }

  /** Lets calls come to their end for a moment, then cuts every connection. */
  async close(): Promise<void> {
    this.stopAccepting();
    await withinMs(this.#limits.lingerMs, Promise.all(this.#answering));
    this.#lines.sayGoodbye();
    this.#http.closeAllConnections();
    await withinMs(this.#limits.lingerMs, this.#closed.promise);
    this.#lines.cut();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = this.#refusalOf(request) ?? (await replyToRpc(request, this.#options.queue.handlers));
    if (reply !== null) sendReply(response, reply);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A caller that hangs up here would otherwise be an error that nobody handles.
    socket.on('error', () => socket.destroy());
    const refusal = this.#refusalOf(request);
    if (refusal === null) this.#lines.accept(request, socket, head);
    else refuseUpgrade(socket, refusal);
  }

  #refusalOf({ headers }: IncomingMessage): RpcReply | null {
    const error = checkCredentials(headers, this.#options.token);
    if (error === null) return null;
    return { status: error.code === 'not-authorised' ? 401 : 409, result: failed(error) };
  }
}

/** Waits for work, but not for long. */
async function withinMs(limitMs: number, work: Promise<unknown>): Promise<void> {
  const limit = Promise.withResolvers<void>();
  const timer = setTimeout(limit.resolve, limitMs);
  try {
    await Promise.race([work, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}
