import type { ActionReport, JobSelection } from '../../../shared/contract/methods.ts';
import type { OpenQueue } from '../../queue-access.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { failureLine } from '../failure-line.ts';
import { resolveUids } from './job-names.ts';

/** Which jobs a person means: named ones, or all that the command applies to. */
export type JobChoice = { readonly names: readonly string[] } | 'all';

/** @throws EarshotError `job-not-found` */
export async function selectJobs(queue: OpenQueue, choice: JobChoice): Promise<JobSelection> {
  return choice === 'all' ? 'all' : { uids: await resolveUids(queue, choice.names) };
}

/**
 * Prints what became of each job.
 *
 * @param done what was done, as a sentence goes on behind the jobs: `is paused`, `are paused`
 * @returns the exit code: 1 when a job refused
 */
export function tellReport(
  { done, refused }: ActionReport,
  words: { readonly one: string; readonly several: string },
  json: boolean,
  { stdout, stderr }: CommandContext,
): number {
  if (json) stdout.write(`${JSON.stringify({ done, refused })}\n`);
  else {
    if (done.length === 1) stdout.write(`${done[0]} ${words.one}.\n`);
    else if (done.length > 1) stdout.write(`${done.length} jobs ${words.several}.\n`);
    else if (refused.length === 0) stdout.write('There was nothing to do.\n');
    for (const { uid, error } of refused) stderr.write(failureLine(error, uid));
  }
  return refused.length > 0 ? EXIT.someFailed : EXIT.ok;
}

/** Jobs only move while a program runs the queue: who has just set some going should know. */
export function tellIfNobodyWorks(queue: OpenQueue, { stderr }: CommandContext): void {
  if (queue.role === 'owner')
    stderr.write('No program runs the queue at the moment: `earshot serve` does.\n');
}
