import type { z } from 'zod';
import { type PageBridge, type PageMessage, pageMessageSchema } from '../../../shared/contract/page.ts';
import { failed } from '../../../shared/contract/result.ts';
import { readResult, unreachable } from './read-result.ts';
import { uploadFiles } from './upload-files.ts';

/** Waits between tries to reach the host: soon at first, since it may only be starting again. */
const RECONNECT_MS = [250, 500, 1000, 2000, 5000] as const;

/** The bridge of a page that a browser shows: calls over HTTP, events over a WebSocket of the same origin. */
export function createHttpBridge(): PageBridge {
  return {
    request: async (method, input) => {
      try {
        const response = await fetch(`/rpc/${encodeURIComponent(method)}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(input),
        });
        return readResult(await response.json());
      } catch (thrown) {
        return failed(unreachable(thrown));
      }
    },
    subscribe: (since, listener) => {
      const messages = new MessageSocket(since, listener);
      messages.open();
      return () => messages.close();
    },
    grantFiles: uploadFiles,
  };
}

/** A subscription that outlives the connection: it goes on behind the last event that it knows. */
class MessageSocket {
  readonly #listener: (message: PageMessage) => void;
  #known: number | null;
  #socket: WebSocket | null = null;
  #timer: number | null = null;
  #failures = 0;
  #isClosed = false;

  constructor(since: number | null, listener: (message: PageMessage) => void) {
    this.#known = since;
    this.#listener = listener;
  }

  open(): void {
    this.#timer = null;
    const url = new URL('/messages', window.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    if (this.#known !== null) url.searchParams.set('since', String(this.#known));
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      const wasDown = this.#failures > 0;
      this.#failures = 0;
      // Who asked for news only has them from here on, and must not miss any while the connection is made again.
      this.#known ??= 0;
      if (wasDown) this.#listener({ kind: 'line', isUp: true });
    });
    socket.addEventListener('message', ({ data }) => this.#receive(String(data)));
    socket.addEventListener('close', () => this.#tryAgain());
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) window.clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #receive(data: string): void {
    if (this.#isClosed) return;
    const message = parseAs(pageMessageSchema, data);
    if (message === null) return;
    if (message.kind === 'events' || message.kind === 'reset') this.#known = message.seq;
    this.#listener(message);
  }

  #tryAgain(): void {
    if (this.#isClosed) return;
    if (this.#failures === 0) this.#listener({ kind: 'line', isUp: false });
    const waitMs = RECONNECT_MS[Math.min(this.#failures, RECONNECT_MS.length - 1)];
    this.#failures += 1;
    this.#timer = window.setTimeout(() => this.open(), waitMs);
  }
}

function parseAs<T>(schema: z.ZodType<T>, data: string): T | null {
  try {
    return schema.safeParse(JSON.parse(data)).data ?? null;
  } catch {
    return null;
  }
}
