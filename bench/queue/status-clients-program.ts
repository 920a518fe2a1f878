/**
 * A program of its own, so that its clients do not measure the benchmark's other work: many clients ask the queue how it is, each
 * at its own pace. Started with `fork`; the order comes as the only argument, the answer goes to the parent.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { readEndpoint } from '../../src/main/core/api/endpoint.ts';
import { SocketClient } from '../../src/main/core/api/socket-client.ts';
import { ask } from '../../src/shared/contract/ask.ts';
import { CONTRACT_VERSION } from '../../src/shared/contract/methods.ts';

const orderSchema = z.object({
  dataFolder: z.string(),
  uid: z.string(),
  clients: z.int(),
  everyMs: z.number(),
  forMs: z.number(),
});
export type StatusOrder = z.infer<typeof orderSchema>;

const order = orderSchema.parse(JSON.parse(process.argv[2] ?? ''));

/**
 * Asks at fixed moments, whether the last answer has come or not: an answer that is late must not make the next one look early.
 *
 * @returns milliseconds from the moment at which a question was due to its answer
 */
async function askOnTime(client: SocketClient, startAtMs: number): Promise<number[]> {
  const questions: Promise<number>[] = [];
  for (let dueAtMs = startAtMs; dueAtMs < startAtMs + order.forMs; dueAtMs += order.everyMs) {
    await delay(Math.max(0, dueAtMs - performance.now()));
    questions.push(askOnce(client, questions.length, dueAtMs));
  }
  return await Promise.all(questions);
}

async function askOnce(client: SocketClient, turn: number, dueAtMs: number): Promise<number> {
  // Timers may fire a fraction of a millisecond early.
  const startedAtMs = Math.min(dueAtMs, performance.now());
  if (turn % 2 === 0) await ask(client, 'jobs.get', { uid: order.uid });
  else await ask(client, 'queue.status', {});
  return performance.now() - startedAtMs;
}

const endpoint = await readEndpoint(order.dataFolder);
if (endpoint === null) throw new Error('there is no queue to ask');
const owner = { ...endpoint, contractVersion: CONTRACT_VERSION };
const clients = await Promise.all(Array.from({ length: order.clients }, () => SocketClient.connect(owner)));
const startAtMs = performance.now() + 500;
const latencies = await Promise.all(
  clients.map((client, index) => askOnTime(client, startAtMs + (index / order.clients) * order.everyMs)),
);
for (const client of clients) await client.close();
process.send?.(latencies.flat(), () => process.disconnect());
