import type { JobView } from '../../../shared/contract/job.ts';
import type { JobState } from '../../../shared/job-state.ts';
import type { OpenQueue } from '../../queue-access.ts';
import type { CommandContext } from '../command-context.ts';
import { describeJob, percentOf } from '../describe-job.ts';
import { EXIT } from '../exit-codes.ts';
import { formatClock } from '../format-duration.ts';
import { screenWidth } from '../screen-width.ts';
import { type Column, renderTable } from '../table.ts';
import { readJobs } from './all-jobs.ts';
import { shortNameLength } from './job-names.ts';

export type ListOptions = {
  /** Null for all. */
  readonly states: readonly JobState[] | null;
  /** How many jobs are shown at most. */
  readonly limit: number;
  readonly json: boolean;
};

/** Prints the jobs in the order in which they were added: a table for people, a job a line for programs. */
export async function listJobs(
  queue: OpenQueue,
  { states, limit, json }: ListOptions,
  { stdout, stderr }: CommandContext,
): Promise<number> {
  const { jobs, total } = await readJobs(queue, states, limit);
  if (json) for (const job of jobs) stdout.write(`${JSON.stringify(job)}\n`);
  else if (jobs.length === 0) stderr.write('No jobs.\n');
  else stdout.write(renderTable(columnsFor(jobs), jobs, screenWidth(stdout)));
  if (total > jobs.length) stderr.write(`${jobs.length} of ${total} jobs; --limit shows more.\n`);
  return EXIT.ok;
}

function columnsFor(jobs: readonly JobView[]): Column<JobView>[] {
  const nameLength = shortNameLength(jobs.map(({ uid }) => uid));
  return [
    { heading: 'JOB', text: ({ uid }) => uid.slice(0, nameLength) },
    { heading: 'DONE', align: 'right', text: ({ progress }) => `${percentOf(progress)} %` },
    {
      heading: 'LENGTH',
      align: 'right',
      text: ({ progress: { durationMs } }) => (durationMs === null ? '–' : formatClock(durationMs)),
    },
    { heading: 'RECORDING', canShrink: true, text: ({ title }) => title },
    { heading: 'STATE', canShrink: true, text: describeJob },
  ];
}
