import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../../src/shared/contract/ask.ts';
import type { QueueOwner } from './queue-owner.ts';

const LOOK_AGAIN_MS = 5;

/** @returns when a recording was first seen to be worked on, on this process's clock */
export async function untilSomethingRuns({ client }: QueueOwner): Promise<number> {
  const { counts: before } = await ask(client, 'queue.status', {});
  for (let counts = before; ; { counts } = await ask(client, 'queue.status', {})) {
    // A short recording may come and go between two looks.
    if (counts.running > 0 || counts.completed > before.completed) return performance.now();
    await delay(LOOK_AGAIN_MS);
  }
}
