import { basename } from 'node:path';
import type { MethodOutput } from '../../../shared/contract/methods.ts';
import type { IntakeReport } from '../../../shared/contract/page.ts';
import type { Failure } from '../../../shared/errors.ts';

/** What became of what was handed over, with names instead of paths. */
export function reportOf({ batchUid, jobs, problems }: MethodOutput<'queue.add'>): IntakeReport {
  return {
    batchUid,
    jobs: jobs.map(({ uid, path, disposition }) => ({ uid, name: basename(path), disposition })),
    problems: problems.map(({ path, error }) => problemOf(path, error)),
  };
}

/** Nothing of it was taken in, all for the same reason. */
export function refusalOf(paths: readonly string[], error: Failure): IntakeReport {
  return { batchUid: null, jobs: [], problems: paths.map((path) => problemOf(path, error)) };
}

function problemOf(path: string, error: Failure): IntakeReport['problems'][number] {
  // Details name paths.
  return { name: basename(path), error: { ...error, detail: null } };
}
