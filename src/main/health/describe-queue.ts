import type { QueueStatus } from '../../shared/contract/methods.ts';
import type { Verdict } from './verdict.ts';

/**
 * What the status of the queue says about its health. That it was answered proves that the database can be opened.
 *
 * @param runBy who runs the queue, as a part of a sentence
 */
export function describeQueue({ counts, holds, stuck }: QueueStatus, runBy: string): Verdict {
  const jobs = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const words = [`the database is in order, ${jobs} ${jobs === 1 ? 'job' : 'jobs'}, ${runBy}`];
  // Holds wait for something; that the queue waits is what it is for.
  for (const { reason, message } of holds) if (reason !== 'nobody-follows') words.push(message);
  for (const { uid, rule } of stuck) words.push(`job ${uid} is stuck (${rule})`);
  return { isGood: stuck.length === 0, words: words.join('; ') };
}
