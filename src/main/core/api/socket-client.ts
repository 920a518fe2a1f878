import { Agent } from 'node:http';
import type { WebSocket } from 'ws';
import type { QueueClient } from '../../../shared/contract/client.ts';
import { type EventBatch, eventBatchSchema, type Following } from '../../../shared/contract/events.ts';
import { readAnswer } from '../../../shared/contract/method-schemas.ts';
import type { MethodInput, MethodName, MethodOutput } from '../../../shared/contract/methods.ts';
import { failed, type Result } from '../../../shared/contract/result.ts';
import { EarshotError } from '../../../shared/errors.ts';
import { tellListener } from '../events/tell-listener.ts';
import { credentialHeaders } from './line-credentials.ts';
import { LineEnd, unreachable } from './line-end.ts';
import { type OwnerAddress, openWebSocket } from './open-web-socket.ts';
import { parseMessage } from './parse-message.ts';
import { postJson } from './post-json.ts';
import { MAX_REQUEST_BYTES, RPC_PREFIX } from './rpc.ts';
import { DEFAULT_PULSE, type Pulse } from './socket-pulse.ts';

/** More calls at once wait for each other. */
const MAX_CONNECTIONS = 16;

export type SocketClientOptions = {
  readonly signal?: AbortSignal;
  readonly pulse?: Pulse;
};

/**
 * A line to the queue of another program of this user. Whatever goes wrong on the way is the end of the line: both sides
 * are on one computer, there is no such thing as a bad connection.
 */
export class SocketClient implements QueueClient {
  readonly #owner: OwnerAddress;
  readonly #pulse: Pulse;
  readonly #following: WebSocket;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  readonly #end = new LineEnd();
  readonly #subscriptions = new Set<WebSocket>();
  /** Subscriptions that the owner may not know of yet. */
  readonly #opening = new Set<Promise<unknown>>();

  private constructor(owner: OwnerAddress, following: WebSocket, pulse: Pulse) {
    this.#owner = owner;
    this.#pulse = pulse;
    this.#following = following;
    following.once('close', () => this.#cut());
    // It may have closed before anybody listened.
    if (following.readyState !== following.OPEN) this.#cut();
  }

  /** @throws EarshotError `queue-unreachable`, `not-authorised`, `contract-mismatch` */
  static async connect(owner: OwnerAddress, options: SocketClientOptions = {}): Promise<SocketClient> {
    const pulse = options.pulse ?? DEFAULT_PULSE;
    const { socket, opened } = openWebSocket(owner, '/follow', pulse, options.signal);
    await opened;
    return new SocketClient(owner, socket, pulse);
  }

  get closed(): Promise<void> {
    return this.#end.closed;
  }

  async call<Name extends MethodName>(
    method: Name,
    input: MethodInput<Name>,
  ): Promise<Result<MethodOutput<Name>>> {
    const body = Buffer.from(JSON.stringify(input));
    if (body.length > MAX_REQUEST_BYTES) return failed(tooLarge(method));
    return this.#end.orCut(this.#post(method, body));
  }

  subscribe(since: number | null, listener: (batch: EventBatch) => void): () => void {
    if (this.#end.isCut) return () => {};
    const path = since === null ? '/events' : `/events?since=${since}`;
    const { socket, opened } = openWebSocket(this.#owner, path, this.#pulse);
    this.#subscriptions.add(socket);
    socket.on('message', (data) => {
      if (!this.#subscriptions.has(socket)) return;
      const batch = eventBatchSchema.safeParse(parseMessage(data));
      if (batch.success) tellListener(listener, batch.data);
      else this.#cut();
    });
    socket.once('close', () => {
      if (this.#subscriptions.has(socket)) this.#cut();
    });
    // When it fails to open it closes, and that is looked after above.
    const settled: Promise<unknown> = Promise.allSettled([opened]).then(() => this.#opening.delete(settled));
    this.#opening.add(settled);
    return () => {
      this.#subscriptions.delete(socket);
      socket.terminate();
    };
  }

  follow(jobs: Following): void {
    if (!this.#end.isCut) this.#following.send(JSON.stringify({ follow: jobs }));
  }

  async close(): Promise<void> {
    this.#cut();
  }

  async #post<Name extends MethodName>(method: Name, body: Buffer): Promise<Result<MethodOutput<Name>>> {
    await Promise.all(this.#opening);
    if (this.#end.isCut) return failed(unreachable());
    try {
      const target = {
        socketPath: this.#owner.socketPath,
        path: RPC_PREFIX + encodeURIComponent(method),
        headers: credentialHeaders(this.#owner),
        agent: this.#agent,
      };
      return readAnswer(method, await postJson(target, body));
    } catch (error) {
      this.#cut();
      return failed(unreachable(error));
    }
  }

  #cut(): void {
    if (this.#end.isCut) return;
    this.#end.cut();
    this.#following.terminate();
    for (const socket of this.#subscriptions) socket.terminate();
    this.#subscriptions.clear();
    this.#agent.destroy();
  }
}

function tooLarge(method: string): EarshotError {
  return new EarshotError(
    'invalid-argument',
    `The input of ${method} is larger than ${MAX_REQUEST_BYTES} bytes.`,
  );
}
