import { ask } from '../../src/shared/contract/ask.ts';
import type { QueueClient } from '../../src/shared/contract/client.ts';
import { DEFAULT_JOB_OPTIONS, type JobOptions, NO_EXPORT } from '../../src/shared/job-options.ts';

/** English is fixed, as in all other parts of the benchmark. */
const OPTIONS: JobOptions = { ...DEFAULT_JOB_OPTIONS, language: { mode: 'fixed', code: 'en' } };

/** @returns the jobs that were made, in the order of the paths */
export async function addFiles(client: QueueClient, paths: string[], again = false): Promise<string[]> {
  const input = { paths, options: OPTIONS, exports: NO_EXPORT, again, keepCopy: false };
  const { jobs, problems } = await ask(client, 'queue.add', input);
  if (problems.length > 0 || jobs.length !== paths.length) {
    throw new Error(
      `${jobs.length} of ${paths.length} files were taken: ${problems[0]?.error.message ?? ''}`,
    );
  }
  return jobs.map(({ uid }) => uid);
}

/** @returns the one job that was made */
export async function addFile(client: QueueClient, path: string, again = false): Promise<string> {
  const [uid] = await addFiles(client, [path], again);
  if (uid === undefined) throw new Error(`${path} was not taken`);
  return uid;
}
