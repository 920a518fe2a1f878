import { ask } from '../../../shared/contract/ask.ts';
import type { QueueClient } from '../../../shared/contract/client.ts';
import type { JobView } from '../../../shared/contract/job.ts';
import type { JobState } from '../../../shared/job-state.ts';

const PAGE = 1000;

/** The jobs on the list, in the order in which they were added. @param most how many are wanted at most */
export async function readJobs(
  queue: QueueClient,
  states: readonly JobState[] | null,
  most = Number.POSITIVE_INFINITY,
): Promise<{ jobs: JobView[]; total: number }> {
  const jobs: JobView[] = [];
  for (;;) {
    const limit = Math.min(PAGE, most - jobs.length);
    const wanted = states === null ? null : [...states];
    const page = await ask(queue, 'jobs.list', { states: wanted, offset: jobs.length, limit });
    jobs.push(...page.jobs);
    if (page.jobs.length === 0 || jobs.length >= Math.min(most, page.total))
      return { jobs, total: page.total };
  }
}
