import { setTimeout as delay } from 'node:timers/promises';
import { readEndpoint } from '../../src/main/core/api/endpoint.ts';
import { SocketClient } from '../../src/main/core/api/socket-client.ts';
import type { QueueClient } from '../../src/shared/contract/client.ts';
import type { JobView } from '../../src/shared/contract/job.ts';
import {
  CONTRACT_VERSION,
  type MethodInput,
  type MethodName,
  type MethodOutput,
} from '../../src/shared/contract/methods.ts';
import type { JobState } from '../../src/shared/job-state.ts';
import type { FaultHome } from './fault-home.ts';

const LIST_PAGE = 1000;

/** A line to the owner of a home, as any other program of the same user has it. Waits until there is an owner. */
export async function lineTo(home: FaultHome): Promise<SocketClient> {
  for (;;) {
    const endpoint = await readEndpoint(home.data);
    if (endpoint !== null) {
      const owner = { ...endpoint, contractVersion: CONTRACT_VERSION };
      const line = await SocketClient.connect(owner).catch(() => null); // it is just starting, or gone
      if (line !== null) return line;
    }
    await delay(20);
  }
}

/** @throws Error when the queue refuses */
export async function call<Name extends MethodName>(
  line: QueueClient,
  method: Name,
  input: MethodInput<Name>,
): Promise<MethodOutput<Name>> {
  const result = await line.call(method, input);
  if (result.ok) return result.value;
  throw new Error(`${method}: ${JSON.stringify(result.error)}`);
}

export async function allJobs(line: QueueClient): Promise<JobView[]> {
  const jobs: JobView[] = [];
  for (let offset = 0; ; offset += LIST_PAGE) {
    const page = await call(line, 'jobs.list', { states: null, offset, limit: LIST_PAGE });
    jobs.push(...page.jobs);
    if (jobs.length >= page.total || page.jobs.length === 0) return jobs;
  }
}

/** Waits until every job is in one of these states; the test's own time limit is the only one. */
export async function untilStates(line: QueueClient, ...states: readonly JobState[]): Promise<JobView[]> {
  for (;;) {
    const jobs = await allJobs(line);
    if (jobs.length > 0 && jobs.every(({ status }) => states.includes(status.state))) return jobs;
    await delay(50);
  }
}
