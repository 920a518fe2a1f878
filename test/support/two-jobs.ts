import { jobViewOf, NOTHING_DONE } from './job-view-of.ts';
import { ScriptedQueue } from './scripted-queue.ts';

/** A queue with `talk`, which runs, and `call`, which waits. */
export function twoJobs(): ScriptedQueue {
  return new ScriptedQueue([
    jobViewOf('talk', {
      title: '会议录音.mp3',
      status: { state: 'running', stage: 'transcribing' },
      progress: { ...NOTHING_DONE, fraction: 0.5, durationMs: 3_723_000, speed: 4, remainingMs: 60_000 },
    }),
    jobViewOf('call', { title: 'a call with a very long name that nobody would ever type again.wav' }),
  ]);
}
