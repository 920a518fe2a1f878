import type { QueueClient } from '../../../shared/contract/client.ts';
import { jobUidSchema } from '../../../shared/contract/job.ts';
import { EarshotError } from '../../../shared/errors.ts';
import { readJobs } from './all-jobs.ts';

/** Shorter ones would soon stand for another job. */
const MIN_SHORT_NAME = 6;

/**
 * What people type for jobs: whole uids, or beginnings of them that fit one job on the list only.
 *
 * @throws EarshotError `job-not-found` when none or several fit
 */
export async function resolveUids(queue: QueueClient, names: readonly string[]): Promise<string[]> {
  if (names.every(isWhole)) return [...new Set(names)];
  const known = (await readJobs(queue, null)).jobs.map(({ uid }) => uid);
  return [...new Set(names.map((name) => (isWhole(name) ? name : resolve(name, known))))];
}

/** One job by its uid or the beginning of it. @throws EarshotError `job-not-found` */
export async function resolveUid(queue: QueueClient, name: string): Promise<string> {
  const [uid] = await resolveUids(queue, [name]);
  if (uid === undefined) throw new EarshotError('job-not-found', `There is no job “${name}” on the list.`);
  return uid;
}

function resolve(name: string, known: readonly string[]): string {
  const fitting = name === '' ? [] : known.filter((uid) => uid.startsWith(name.toLowerCase()));
  const [uid] = fitting;
  if (uid === undefined) throw new EarshotError('job-not-found', `There is no job “${name}” on the list.`);
  if (fitting.length > 1) {
    const some = fitting.slice(0, 5).join(', ');
    throw new EarshotError('job-not-found', `“${name}” fits ${fitting.length} jobs.`, {
      hint: `Type more of it: ${some}${fitting.length > 5 ? ', …' : ''}.`,
    });
  }
  return uid;
}

/** How many letters tell these jobs apart. */
export function shortNameLength(uids: readonly string[]): number {
  const sorted = [...new Set(uids)].toSorted();
  const needed = sorted.map((uid, index) => sharedLength(uid, sorted[index + 1] ?? '') + 1);
  return Math.max(MIN_SHORT_NAME, ...needed);
}

/** How many letters two names begin with in common. */
function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

function isWhole(name: string): boolean {
  return jobUidSchema.safeParse(name).success;
}
