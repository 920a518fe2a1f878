import { onTestFinished } from 'vitest';
import { EarshotError } from '../../src/shared/errors.ts';
import type { JobState } from '../../src/shared/job-state.ts';
import { latch, TestQueue, type TestQueueScript } from './test-queue.ts';

const never = (): Promise<never> => new Promise(() => {});

/** Brings a job into a state the way it comes there in life, and leaves it there until something is asked of it. */
export async function jobIn(parent: string, state: JobState): Promise<{ queue: TestQueue; uid: string }> {
  const script: TestQueueScript = {};
  const held = latch();
  const queue = await TestQueue.open(parent, script);
  onTestFinished(held.open);
  const waits = ['importing', 'queued', 'paused', 'canceled', 'failed'].includes(state);
  if (waits) await queue.call('queue.pause', {});
  if (state === 'importing') script.probe = never;
  if (state === 'failed')
    script.probe = () => Promise.reject(new EarshotError('no-audio-track', 'It has no sound.'));
  if (state === 'retry_wait')
    script.tools = () => Promise.reject(new EarshotError('ffmpeg-missing', 'It is away.'));
  if (state === 'blocked') {
    script.engine = () => Promise.reject(new EarshotError('model-missing', 'It is away.'));
    script.hasModel = async () => false;
  }
  const isHeld = ['running', 'pausing', 'canceling'].includes(state);
  if (isHeld) script.engine = () => ({ answer: never });
  const uid = await queue.addOne();
  const jobs = { uids: [uid] };
  if (state === 'paused' || state === 'canceled') await queue.reached(uid, 'queued');
  if (state === 'paused') await queue.call('jobs.pause', { jobs, running: 'drop' });
  if (state === 'canceled') await queue.call('jobs.cancel', { jobs });
  if (isHeld) {
    await queue.reached(uid, 'running');
    await queue.engineCalled(1);
  }
  if (state === 'pausing') await queue.call('jobs.pause', { jobs, running: 'finish' });
  if (state === 'canceling') {
    // The first thing that is asked when a run has ended.
    queue.store.before = ({ method }) => (method === 'job' ? held.pass() : null);
    await queue.call('jobs.cancel', { jobs });
    await held.arrived;
  }
  await queue.reached(uid, state);
  // What a command lets go on must not go on at once.
  if (!waits) await queue.call('queue.pause', {});
  return { queue, uid };
}
