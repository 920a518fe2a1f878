import { once } from 'node:events';
import type { WebSocket } from 'ws';
import { LineEnd, unreachable } from '../../src/main/core/api/line-end.ts';
import { parseMessage } from '../../src/main/core/api/parse-message.ts';
import type { QueueClient } from '../../src/shared/contract/client.ts';
import type { EventBatch } from '../../src/shared/contract/events.ts';
import type { MethodInput, MethodName, MethodOutput } from '../../src/shared/contract/methods.ts';
import { pageMessageSchema } from '../../src/shared/contract/page.ts';
import { failed, type Result } from '../../src/shared/contract/result.ts';
import type { PageVisit } from './headless-host.ts';
import { openMessages } from './page-messages-of.ts';

/** What a page is, to a host, as a client of the queue: calls over HTTP, a WebSocket for each subscription. */
export class PageLine implements QueueClient {
  readonly #visit: PageVisit;
  readonly #end = new LineEnd();
  readonly #sockets = new Set<WebSocket>();
  /** Of subscriptions: what a later call brings about has to find them there. */
  readonly #opening = new Set<Promise<unknown>>();

  private constructor(visit: PageVisit) {
    this.#visit = visit;
  }

  /** Listens from the beginning: a page learns from its WebSocket that the host has gone. */
  static async connect(visit: PageVisit): Promise<PageLine> {
    const line = new PageLine(visit);
    line.subscribe(null, () => {});
    await Promise.all(line.#opening);
    return line;
  }

  get closed(): Promise<void> {
    return this.#end.closed;
  }

  async call<Name extends MethodName>(
    method: Name,
    input: MethodInput<Name>,
  ): Promise<Result<MethodOutput<Name>>> {
    if (this.#end.isCut) return failed(unreachable());
    await Promise.all(this.#opening);
    return this.#end.orCut(this.#ask(method, input));
  }

  subscribe(since: number | null, listener: (batch: EventBatch) => void): () => void {
    const socket = openMessages(this.#visit, since === null ? '/messages' : `/messages?since=${since}`);
    this.#sockets.add(socket);
    const opened = once(socket, 'open').finally(() => this.#opening.delete(opened));
    this.#opening.add(opened);
    let isWanted = true;
    socket.on('message', (data) => {
      const message = pageMessageSchema.parse(parseMessage(data));
      if (isWanted && (message.kind === 'events' || message.kind === 'reset')) tell(listener, message);
    });
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (isWanted) this.#end.cut();
    });
    return () => {
      isWanted = false;
      socket.close();
    };
  }

  follow(): never {
    throw new Error('A page cannot say what it waits for.');
  }

  async close(): Promise<void> {
    this.#end.cut();
    for (const socket of this.#sockets) socket.terminate();
  }

  async #ask<Name extends MethodName>(method: Name, input: unknown): Promise<Result<MethodOutput<Name>>> {
    const path = `/rpc/${encodeURIComponent(method)}`;
    const { text } = await this.#visit.ask({ method: 'POST', path, body: JSON.stringify(input) });
    return JSON.parse(text);
  }
}

/** As every line does it: one listener that throws does not hurt the others. */
function tell(listener: (batch: EventBatch) => void, batch: EventBatch): void {
  try {
    listener(batch);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
