import { describe, expect, test } from 'vitest';
import type { JobSelection, MethodOutput } from '../../src/shared/contract/methods.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import { JOB_STATES, type JobEvent, type JobState, nextState } from '../../src/shared/job-state.ts';
import { drivenClock } from '../support/driven-clock.ts';
import { jobIn } from '../support/job-in-state.ts';
import { resultOf, type TranscribeCall } from '../support/scripted-engine.ts';
import { answerOf } from '../support/staged-recording.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { latch, settled, TestQueue, type TestQueueScript } from '../support/test-queue.ts';

const folder = suiteFolder();
const UNKNOWN = 'x'.repeat(20);

type Report = MethodOutput<'jobs.cancel'>;
type Command = {
  readonly name: string;
  readonly event: (state: JobState) => JobEvent;
  readonly ask: (queue: TestQueue, jobs: JobSelection) => Promise<Report>;
};

const COMMANDS: readonly Command[] = [
  { name: 'cancel', event: () => 'cancel', ask: (queue, jobs) => queue.call('jobs.cancel', { jobs }) },
  {
    name: 'pause when done',
    event: () => 'pause',
    ask: (queue, jobs) => queue.call('jobs.pause', { jobs, running: 'finish' }),
  },
  {
    name: 'resume',
    event: (state) => (state === 'blocked' ? 'unblock' : 'resume'),
    ask: (queue, jobs) => queue.call('jobs.resume', { jobs }),
  },
  { name: 'retry', event: () => 'retry', ask: (queue, jobs) => queue.call('jobs.retry', { jobs }) },
  { name: 'redo', event: () => 'redo', ask: (queue, jobs) => queue.call('jobs.redo', { jobs, options: {} }) },
];

describe.each(JOB_STATES)('a job that is %s', (state) => {
  test.each(COMMANDS)('does what the table says when it is asked to $name', async ({ event, ask }) => {
    const { queue, uid } = await jobIn(folder, state);
    // There is nothing to try again in a whole text.
    const to = state === 'completed' && event(state) === 'retry' ? null : nextState(state, event(state));
    const report = await ask(queue, { uids: [uid] });
    if (to === null) {
      expect(report).toMatchObject({ done: [], refused: [{ uid, error: { code: 'state-refused' } }] });
      expect(await queue.state(uid)).toBe(state);
    } else {
      expect(report).toEqual({ done: [uid], refused: [] });
      expect(queue.statesOf(uid)).toContain(to);
    }
  });

  test('is left alone by a command for all that does not apply to it, without a refusal', async () => {
    const { queue, uid } = await jobIn(folder, state);
    for (const { event, ask } of COMMANDS) {
      const hasNothingToRetry = state === 'completed' && event(state) === 'retry';
      if (nextState(state, event(state)) !== null && !hasNothingToRetry) continue;
      expect(await ask(queue, 'all')).toEqual({ done: [], refused: [] });
    }
    expect(await queue.state(uid)).toBe(state);
  });
});

describe('a command', () => {
  test.each(COMMANDS)('to $name tells which jobs are not there', async ({ ask }) => {
    const queue = await TestQueue.open(folder);
    expect(await ask(queue, { uids: [UNKNOWN, UNKNOWN] })).toMatchObject({
      done: [],
      refused: [{ uid: UNKNOWN, error: { code: 'job-not-found' } }],
    });
  });

  test('for a batch is about the jobs of that batch alone', async () => {
    const queue = await TestQueue.open(folder);
    await queue.call('queue.pause', {});
    const one = await queue.add([queue.record('one.wav'), queue.record('two.wav')]);
    const other = await queue.add([queue.record('three.wav')]);
    const uids = one.jobs.map(({ uid }) => uid);
    const report = await queue.call('jobs.cancel', { jobs: { batchUid: one.batchUid } });
    expect(report).toEqual({ done: uids, refused: [] });
    expect(await queue.state(other.jobs[0]?.uid ?? '')).not.toBe('canceled');
  });

  test('for several jobs does it to those that can, and tells of the others', async () => {
    const queue = await TestQueue.open(folder);
    await queue.call('queue.pause', {});
    const { jobs } = await queue.add([queue.record('one.wav'), queue.record('two.wav')]);
    const [one = '', two = ''] = jobs.map(({ uid }) => uid);
    await queue.call('jobs.cancel', { jobs: { uids: [one] } });
    expect(await queue.call('jobs.cancel', { jobs: { uids: [one, two, UNKNOWN] } })).toMatchObject({
      done: [two],
      refused: [
        { uid: UNKNOWN },
        { uid: one, error: { message: 'A job that is cancelled cannot be cancelled.' } },
      ],
    });
  });
});

describe('trying all again', () => {
  test('leaves those alone that somebody has cancelled', async () => {
    const { queue, uid } = await jobIn(folder, 'canceled');
    const { batchUid } = await queue.view(uid);
    expect(await queue.call('jobs.retry', { jobs: 'all' })).toEqual({ done: [], refused: [] });
    expect(await queue.call('jobs.retry', { jobs: { batchUid: batchUid ?? '' } })).toEqual({
      done: [],
      refused: [],
    });
    expect(await queue.state(uid)).toBe('canceled');
    expect(await queue.call('jobs.retry', { jobs: { uids: [uid] } })).toEqual({ done: [uid], refused: [] });
  });

  test('takes those that failed', async () => {
    const { queue, uid } = await jobIn(folder, 'failed');
    expect(await queue.call('jobs.retry', { jobs: 'all' })).toEqual({ done: [uid], refused: [] });
  });
});

describe('a pause that is taken back at once', () => {
  test('while the job was about to be started costs no time', async () => {
    drivenClock();
    const queue = await TestQueue.open(folder, {}, { follow: false });
    const uid = await queue.addOne();
    const jobs = { uids: [uid] };
    await queue.call('jobs.pause', { jobs, running: 'drop' });
    await queue.call('jobs.resume', { jobs });
    const [pause, look] = [latch(), latch()];
    queue.store.inside = ({ method }) => (method === 'steps' ? pause.pass() : null);
    // What is asked about a start that was refused.
    queue.store.before = ({ method }) => (method === 'job' ? look.pass() : null);
    const pausing = queue.call('jobs.pause', { jobs, running: 'drop' });
    await pause.arrived;
    queue.client.follow('all');
    pause.open();
    expect(await pausing).toEqual({ done: [uid], refused: [] });
    await look.arrived;
    await queue.call('jobs.resume', { jobs });
    look.open();
    await queue.reached(uid, 'completed');
  });
});

describe('pausing', () => {
  test('when the parts at work are done keeps their text, and resuming goes on behind them', async () => {
    const held = latch();
    const queue = await TestQueue.open(folder, {
      engine: () => ({
        answer: async (call) => {
          if (call.index === 1) await held.pass();
          return answerOf(call);
        },
      }),
    });
    const uid = await queue.addOne();
    await held.arrived;
    await queue.call('jobs.pause', { jobs: { uids: [uid] }, running: 'finish' });
    await settled();
    expect(await queue.state(uid)).toBe('pausing');
    held.open();
    await queue.reached(uid, 'paused');
    expect(await queue.texts(uid)).toHaveLength(2);
    await queue.call('jobs.resume', { jobs: { uids: [uid] } });
    await queue.reached(uid, 'completed');
    expect(queue.engine.calls).toHaveLength(3);
  });

  test('when the parts at work are done may be turned into pausing at once', async () => {
    const { queue, uid } = await jobIn(folder, 'pausing');
    const jobs = { uids: [uid, UNKNOWN] };
    const report = await queue.call('jobs.pause', { jobs, running: 'drop' });
    expect(report).toMatchObject({ done: [uid], refused: [{ uid: UNKNOWN }] });
    await queue.reached(uid, 'paused');
  });

  test('a run that waits for nothing but its sound does not wait for that first', async () => {
    drivenClock();
    const queue = await TestQueue.open(folder, { engine: () => ({ listen: () => new Promise(() => {}) }) });
    const uid = await queue.addOne();
    await queue.reached(uid, 'running');
    await queue.call('jobs.pause', { jobs: { uids: [uid] }, running: 'finish' });
    expect((await queue.reached(uid, 'paused')).progress.chunksDone).toBe(0);
  });
});

describe('trying again', () => {
  const dies = new EarshotError('engine-crashed', 'It is gone.');

  test('a finished job with gaps does the gaps again and nothing else', async () => {
    const script = { isDeadly: true };
    const isSecondTalk = ({ startMs }: TranscribeCall) => startMs >= 12_000 && startMs < 24_000;
    const queue = await TestQueue.open(folder, {
      engine: () => ({
        answer: (call) => (script.isDeadly && isSecondTalk(call) ? Promise.reject(dies) : answerOf(call)),
      }),
    });
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'completed')).status).toEqual({ state: 'completed', gaps: 1 });
    const calls = queue.engine.calls.length;
    script.isDeadly = false;
    await queue.call('jobs.retry', { jobs: { uids: [uid] } });
    expect((await queue.reached(uid, 'completed')).status).toEqual({ state: 'completed', gaps: 0 });
    expect(await queue.texts(uid)).toEqual(['This is talk zero.', 'This is talk one.', 'This is talk two.']);
    expect(queue.engine.calls.slice(calls).map(isSecondTalk)).toEqual([true]);
  });

  test('a cancelled job goes on from what it has', async () => {
    const script = { isHeld: true };
    const queue = await TestQueue.open(folder, {
      engine: () => ({
        answer: (call) => (call.index >= 2 && script.isHeld ? new Promise(() => {}) : answerOf(call)),
      }),
    });
    const uid = await queue.addOne();
    await queue.engineCalled(3);
    await queue.call('jobs.cancel', { jobs: { uids: [uid] } });
    await queue.reached(uid, 'canceled');
    expect(await queue.texts(uid)).toHaveLength(2);
    script.isHeld = false;
    await queue.call('jobs.retry', { jobs: { uids: [uid] } });
    await queue.reached(uid, 'completed');
    expect(await queue.texts(uid)).toHaveLength(3);
  });
});

describe('doing anew', () => {
  test('makes a revision of its own, and the old text stays until the new one is whole', async () => {
    const held = latch();
    const script: TestQueueScript = {
      engine: () => ({
        answer: async (call) => {
          if (call.index >= 3) await held.pass();
          return call.index < 3 ? answerOf(call) : resultOf([' New words.']);
        },
      }),
    };
    const queue = await TestQueue.open(folder, script);
    const uid = await queue.addOne();
    await queue.reached(uid, 'completed');
    await queue.call('jobs.redo', { jobs: { uids: [uid] }, options: { prompt: 'Earshot' } });
    await held.arrived;
    expect(await queue.texts(uid)).toEqual(['This is talk zero.', 'This is talk one.', 'This is talk two.']);
    held.open();
    const job = await queue.reached(uid, 'completed');
    expect(job).toMatchObject({ revision: 2, options: { prompt: 'Earshot' } });
    expect(await queue.texts(uid)).toEqual(['New words.', 'New words.', 'New words.']);
    const old = await queue.call('transcript.get', { uid, revision: 1 });
    expect(old.segments[0]?.text).toBe('This is talk zero.');
  });

  test('tells what the store does not take', async () => {
    const { queue, uid } = await jobIn(folder, 'completed');
    queue.store.inside = ({ method }) => {
      if (method === 'redo') throw new EarshotError('disk-full', 'The disk is full.');
    };
    const report = await queue.call('jobs.redo', { jobs: 'all', options: {} });
    expect(report).toMatchObject({ done: [], refused: [{ uid, error: { code: 'disk-full' } }] });
    queue.store.inside = undefined;
  });
});
