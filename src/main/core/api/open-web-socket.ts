import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { resultSchema } from '../../../shared/contract/result.ts';
import { type EarshotError, fromFailure } from '../../../shared/errors.ts';
import { credentialHeaders, type LineCredentials } from './line-credentials.ts';
import { unreachable } from './line-end.ts';
import { cutWhenSilent, type Pulse } from './socket-pulse.ts';

/** Where the owner of a queue listens, and what it wants to see. */
export type OwnerAddress = LineCredentials & { readonly socketPath: string };

/** A frozen owner takes connections and never answers. */
const HANDSHAKE_LIMIT_MS = 5_000;
const MAX_REFUSAL_BYTES = 64 * 1024;

export type OpeningWebSocket = {
  /** Listen to it at once: messages may come together with the answer that opens it. */
  readonly socket: WebSocket;
  /** Rejects with `queue-unreachable`, or with what the owner says: `not-authorised`, `contract-mismatch`. */
  readonly opened: Promise<void>;
};

/**
 * @param path as in `/events?since=7`
 * @param signal gives up the opening
 */
export function openWebSocket(
  owner: OwnerAddress,
  path: string,
  pulse: Pulse,
  signal?: AbortSignal,
): OpeningWebSocket {
  const socket = new WebSocket(`ws://queue${path}`, {
    createConnection: () => connect(owner.socketPath),
    headers: credentialHeaders(owner),
    handshakeTimeout: HANDSHAKE_LIMIT_MS,
    perMessageDeflate: false,
  });
  cutWhenSilent(socket, pulse);
  const stop = (): void => socket.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    // Also the way in which a connection breaks later: then it closes, which is what is listened for.
    socket.on('error', (error) => reject(unreachable(error)));
    socket.once('unexpected-response', (_, response) => {
      readRefusal(response)
        .then(reject, (error) => reject(unreachable(error)))
        .finally(stop);
    });
  }).finally(() => signal?.removeEventListener('abort', stop));
  return { socket, opened };
}

async function readRefusal(response: IncomingMessage): Promise<EarshotError> {
  let text = '';
  for await (const part of response.setEncoding('utf8')) {
    text += part;
    if (text.length > MAX_REFUSAL_BYTES) break;
  }
  const result = resultSchema.safeParse(JSON.parse(text));
  return result.success && !result.data.ok ? fromFailure(result.data.error) : unreachable();
}
