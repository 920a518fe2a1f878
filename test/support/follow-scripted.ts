import { type BatchEnd, followJobs } from '../../src/main/cli/follow/follow-jobs.ts';
import { type ExportRule, NO_EXPORT } from '../../src/shared/job-options.ts';
import { jobViewOf } from './job-view-of.ts';
import { RecordingView } from './recording-view.ts';
import { ScriptedQueue } from './scripted-queue.ts';

export const RUNNING = { status: { state: 'running', stage: 'transcribing' } } as const;
export const DONE = { status: { state: 'completed', gaps: 0 }, workMs: 1_000 } as const;
export const TXT: ExportRule = { ...NO_EXPORT, formats: ['txt'] };

export type Followed = {
  readonly queue: ScriptedQueue;
  readonly view: RecordingView;
  readonly stop: AbortController;
  readonly end: Promise<BatchEnd>;
};

/** Follows all jobs of a queue in their order. */
export function follow(
  queue: ScriptedQueue,
  {
    exports = NO_EXPORT,
    disposition = 'added',
  }: { exports?: ExportRule; disposition?: 'added' | 'continued' | 'already-done' } = {},
): Followed {
  const view = new RecordingView();
  const stop = new AbortController();
  const jobs = [...queue.jobs.values()].map(({ uid, path }) => ({ uid, path, disposition }));
  const end = followJobs({ jobs, queue, view, exports, signal: stop.signal, now: () => 0 });
  return { queue, view, stop, end };
}

export function waiting(...names: string[]): ScriptedQueue {
  return new ScriptedQueue(names.map((name) => jobViewOf(name)));
}
