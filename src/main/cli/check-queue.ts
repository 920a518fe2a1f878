import { ask } from '../../shared/contract/ask.ts';
import { describeQueue } from '../health/describe-queue.ts';
import type { Verdict } from '../health/verdict.ts';
import type { QueueAccess } from '../queue-access.ts';

/** Whether the database can be opened, and who runs the queue. Nothing is begun. */
export async function checkQueue(access: QueueAccess): Promise<Verdict> {
  const queue = await access.open({ signal: new AbortController().signal });
  try {
    const status = await ask(queue, 'queue.status', {});
    const isOwn = queue.role === 'owner';
    return describeQueue(status, isOwn ? 'no program runs it now' : `process ${status.owner.pid} runs it`);
  } finally {
    await queue.close();
  }
}
