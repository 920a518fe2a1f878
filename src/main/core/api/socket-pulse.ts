import type { WebSocket } from 'ws';
import { StallWatch } from '../process/stall-watch.ts';

/** How often both sides of a line ask for a sign of life, and how long they wait for one. */
export type Pulse = {
  /** How often the serving side asks whether the other is there. */
  readonly pingEveryMs: number;
  /** Either side gives the other up after so much silence; a computer that sleeps does not count as silent. */
  readonly silenceLimitMs: number;
};

export const DEFAULT_PULSE: Pulse = { pingEveryMs: 5_000, silenceLimitMs: 20_000 };

/** Asks the other side for a sign of life from time to time. */
export function sendPings(socket: WebSocket, { pingEveryMs }: Pulse): void {
  const timer = setInterval(() => socket.ping(), pingEveryMs);
  socket.once('close', () => clearInterval(timer));
}

/** Cuts the connection when nothing has come from the other side for too long: a program may be frozen, or its machine gone. */
export function cutWhenSilent(socket: WebSocket, { silenceLimitMs }: Pulse): void {
  const silence = new StallWatch(silenceLimitMs, () => socket.terminate());
  for (const sign of ['ping', 'pong', 'message'] as const) socket.on(sign, () => silence.reset());
  socket.once('close', () => silence.stop());
}
