import type { JobProgress, JobView } from '../../src/shared/contract/job.ts';
import { DEFAULT_JOB_OPTIONS, NO_EXPORT } from '../../src/shared/job-options.ts';

/** A uid that begins with these letters. */
export function uidOf(beginning: string): string {
  return beginning.padEnd(20, '0');
}

export const NOTHING_DONE: JobProgress = {
  fraction: 0,
  doneMs: 0,
  durationMs: null,
  chunksDone: 0,
  chunksPlanned: 0,
  planIsComplete: false,
  speed: null,
  remainingMs: null,
};

/** A job that waits, with what the test says of it. */
export function jobViewOf(name: string, fields: Partial<JobView> = {}): JobView {
  return {
    uid: uidOf(name),
    batchUid: null,
    title: `${name}.mp3`,
    path: `/recordings/${name}.mp3`,
    status: { state: 'queued', position: 1 },
    progress: NOTHING_DONE,
    priority: 0,
    options: DEFAULT_JOB_OPTIONS,
    exports: NO_EXPORT,
    exportStatus: { state: 'none' },
    revision: 1,
    engine: null,
    language: null,
    notices: [],
    createdAtMs: 0,
    startedAtMs: null,
    finishedAtMs: null,
    updatedAtMs: 0,
    workMs: 0,
    ...fields,
  };
}
