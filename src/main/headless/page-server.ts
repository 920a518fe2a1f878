import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { failed } from '../../shared/contract/result.ts';
import { EarshotError, errnoOf } from '../../shared/errors.ts';
import { refuseUpgrade } from '../core/api/web-socket-lines.ts';
import { refuse } from './answers.ts';
import { ADDRESS, authorityOf, comesFromUs } from './check-origin.ts';
import type { MessageSockets } from './message-sockets.ts';
import type { PageAccess } from './page-access.ts';

const CONNECTIONS = 256;
const HEADERS_MS = 10_000;
/** An upload may come through a slow tunnel; what falls silent is cut off much earlier. */
const REQUEST_MS = 6 * 60 * 60_000;
/** Browsers try again what was cut off before it was answered, but not every program is a browser. */
const KEEP_ALIVE_MS = 60_000;
const HEADER_BYTES = 16 * 1024;

export type PageServerOptions = {
  readonly access: PageAccess;
  readonly sockets: MessageSockets;
  readonly fetch: Parameters<typeof getRequestListener>[0];
  /** How long connections may take to come to their end when the server closes. */
  readonly lingerMs: number;
};

/** The HTTP server that pages talk to, on this computer only. */
export class PageServer {
  readonly #options: PageServerOptions;
  readonly #http: Server;

  constructor(options: PageServerOptions) {
    this.#options = options;
    // Without this, it would put requests and answers of its own in the place of Node's, in the whole program.
    const answer = getRequestListener(options.fetch, {
      overrideGlobalObjects: false,
      errorHandler: () => refuse(400, 'This request cannot be understood.'),
    });
    this.#http = createServer(
      {
        headersTimeout: HEADERS_MS,
        requestTimeout: REQUEST_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connectionsCheckingInterval: HEADERS_MS / 5,
        maxHeaderSize: HEADER_BYTES,
      },
      (request, response) => void answer(request, response),
    );
    this.#http.maxConnections = CONNECTIONS;
    // A connection that the system cannot take, as with too many open files, must not end the program.
    this.#http.on('error', () => {});
    this.#http.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head));
  }

  /**
   * @param port 0 for any that is free
   * @throws EarshotError `invalid-argument` when the port is taken or not to be had
   */
  async listen(port: number): Promise<void> {
    try {
      this.#http.listen(port, ADDRESS);
      await once(this.#http, 'listening');
    } catch (error) {
      const reason = errnoOf(error) === 'EADDRINUSE' ? 'is taken by another program' : 'cannot be had';
      throw new EarshotError('invalid-argument', `Port ${port} ${reason}.`, {
        hint: 'Choose another one with `--port`, or leave it out.',
        cause: error,
      });
    }
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#http.address();
    return typeof address === 'object' ? (address?.port ?? 0) : 0;
  }

  get authority(): string {
    return authorityOf(this.port);
  }

  /** Takes nothing more in, tells pages that it goes, and cuts what does not end by itself. */
  async close(): Promise<void> {
    if (!this.#http.listening) return;
    const closed = once(this.#http, 'close');
    this.#http.close();
    this.#options.sockets.sayGoodbye();
    const limit = setTimeout(() => {
      this.#options.sockets.cut();
      this.#http.closeAllConnections();
    }, this.#options.lingerMs);
    await closed;
    clearTimeout(limit);
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // Who hangs up here would otherwise be an error that nobody handles.
    socket.on('error', () => socket.destroy());
    if (!(await this.#mayListen(request))) {
      const error = new EarshotError('not-authorised', 'This host tells things to its own pages only.');
      refuseUpgrade(socket, { status: 403, result: failed(error) });
    } else this.#options.sockets.accept(request, socket, head);
  }

  async #mayListen({ method = '', url = '', headers }: IncomingMessage): Promise<boolean> {
    const header = (name: string): string | null => {
      const value = headers[name];
      return typeof value === 'string' ? value : null;
    };
    const [path = ''] = url.split('?');
    if (!comesFromUs({ method, path, isUpgrade: true, header }, this.authority)) return false;
    return await this.#options.access.isKnown(header('cookie'));
  }
}
