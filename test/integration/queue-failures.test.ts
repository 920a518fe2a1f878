import { renameSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { EarshotError, type ErrorCode } from '../../src/shared/errors.ts';
import { drivenClock } from '../support/driven-clock.ts';
import { ScriptedEngine } from '../support/scripted-engine.ts';
import { portsOf } from '../support/staged-recording.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { latch, modelView, TestQueue, type TestQueueScript } from '../support/test-queue.ts';

const folder = suiteFolder();

const WHOLE_TEXT = ['This is talk zero.', 'This is talk one.', 'This is talk two.'];

const error = (code: ErrorCode): EarshotError => new EarshotError(code, `It went wrong (${code}).`);

/** An engine that cannot be started so often. */
function notReady(code: ErrorCode, times: number): TestQueueScript {
  let left = times;
  const ready = async (): Promise<void> => {
    left -= 1;
    if (left >= 0) throw error(code);
  };
  return { engine: () => ({ ready }) };
}

describe('what may pass', () => {
  test('is tried again after half a minute, then after longer, and all tries are told', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, notReady('runner-missing', 2));
    const uid = await queue.addOne();
    const first = await queue.reached(uid, 'retry_wait');
    expect(first.status).toEqual({
      state: 'retry_wait',
      attempt: 1,
      maxAttempts: 3,
      retryInMs: 30_000,
      failure: error('runner-missing').toFailure(),
    });
    await clock.pass(29_000);
    expect((await queue.view(uid)).status).toMatchObject({ state: 'retry_wait', retryInMs: 1_000 });
    await clock.until(
      async () => queue.logged.filter((event) => event === 'job.run-started').length === 2,
      3_000,
    );
    expect((await queue.reached(uid, 'retry_wait')).status).toMatchObject({ attempt: 2, retryInMs: 60_000 });
    const tookMs = await clock.until(async () => (await queue.state(uid)) === 'completed', 70_000);
    expect(tookMs).toBeGreaterThan(55_000);
    expect(await queue.texts(uid)).toEqual(WHOLE_TEXT);
    expect(queue.statesOf(uid)).toEqual([
      'importing',
      'running',
      'retry_wait',
      'queued',
      'running',
      'retry_wait',
      'queued',
      'running',
      'completed',
    ]);
  });

  test('fails in the end, and can be tried again by a person from the first try on', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, notReady('runner-missing', 4));
    const uid = await queue.addOne();
    await clock.until(async () => (await queue.state(uid)) === 'failed', 300_000);
    expect((await queue.view(uid)).status).toMatchObject({ failure: { code: 'runner-missing' } });
    await queue.call('jobs.retry', { jobs: { uids: [uid] } });
    await queue.reached(uid, 'completed');
  });

  test('is tried again at once when an engine does not start for the first time', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, notReady('engine-crashed', 1));
    const uid = await queue.addOne();
    expect(
      await clock.until(async () => (await queue.state(uid)) === 'completed', 5_000),
    ).toBeLessThanOrEqual(3_000);
    expect(queue.seen.closedEngines).toHaveLength(1);
  });

  test('waits no longer than five minutes when the clock was set back since', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, notReady('runner-missing', 1));
    const uid = await queue.addOne();
    await queue.reached(uid, 'retry_wait');
    await queue.stop();
    vi.setSystemTime(Date.now() - 365 * 24 * 3_600_000);
    const again = await TestQueue.open(folder, {}, { home: queue.home });
    const tookMs = await clock.until(async () => (await again.state(uid)) === 'completed', 400_000);
    expect(tookMs).toBeLessThanOrEqual(300_000);
  });

  test('goes on waiting for the rest of its time in the next program', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, notReady('runner-missing', 1));
    const uid = await queue.addOne();
    await queue.reached(uid, 'retry_wait');
    await clock.pass(10_000);
    await queue.stop();
    const again = await TestQueue.open(folder, {}, { home: queue.home });
    expect((await again.view(uid)).status).toMatchObject({ state: 'retry_wait', retryInMs: 20_000 });
  });

  test('is not asked for twice by a store that is slower than the clock', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, notReady('runner-missing', 1));
    const uid = await queue.addOne();
    await queue.reached(uid, 'retry_wait');
    const held = latch();
    let asked = 0;
    queue.store.before = ({ method }) => (method === 'steps' ? (asked += 1) : null);
    queue.store.inside = ({ method }) => (method === 'steps' ? held.pass() : null);
    await clock.pass(40_000);
    expect(asked).toBe(1);
    held.open();
    await queue.reached(uid, 'completed');
  });
});

describe('what waits for something outside', () => {
  test('a model that is away blocks its job, and the job goes on by itself when it is back', async () => {
    const clock = drivenClock();
    const script: TestQueueScript = {
      engine: () => Promise.reject(error('model-missing')),
      hasModel: async () => false,
    };
    const queue = await TestQueue.open(folder, script);
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'blocked')).status).toMatchObject({ reason: 'model-missing' });
    await clock.pass(20_000);
    expect(await queue.state(uid)).toBe('blocked');
    script.engine = undefined;
    script.hasModel = async (id) => id === 'base';
    await clock.pass(20_000);
    // The model for speech detection is still away.
    expect(await queue.state(uid)).toBe('blocked');
    script.hasModel = undefined;
    await clock.until(async () => (await queue.state(uid)) === 'completed', 10_000);
  });

  test('a recording that is away blocks its job until it is back', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, { probe: () => new Promise(() => {}) });
    await queue.call('queue.pause', {});
    const path = queue.record('talk.wav');
    const [job] = (await queue.add([path])).jobs;
    const uid = job?.uid ?? '';
    renameSync(path, `${path}.away`);
    await queue.call('queue.resume', {});
    expect((await queue.reached(uid, 'blocked')).status).toMatchObject({
      reason: 'source-missing',
      failure: { code: 'file-not-found' },
    });
    await clock.pass(10_000);
    expect(await queue.state(uid)).toBe('blocked');
    renameSync(`${path}.away`, path);
    await clock.until(async () => (await queue.state(uid)) === 'completed', 10_000);
  });

  test('an engine without memory for the smallest work waits for a person', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, notReady('out-of-memory', 1));
    await queue.call('queue.configure', { settings: { onOutOfMemory: 'ask' } });
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'blocked')).status).toMatchObject({ reason: 'out-of-memory' });
    await clock.pass(30_000);
    expect(await queue.state(uid)).toBe('blocked');
    await queue.call('jobs.resume', { jobs: { uids: [uid] } });
    await queue.reached(uid, 'completed');
  });

  test('a job that is let go on and blocked again and again is let wait longer each time', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, { engine: () => Promise.reject(error('model-missing')) });
    const uid = await queue.addOne();
    await queue.reached(uid, 'blocked');
    await clock.pass(60_000);
    const started = queue.logged.filter((event) => event === 'job.run-started').length;
    // At once, then after 5, 10, 20 s, …: without patience it would be every five seconds.
    expect(started).toBeGreaterThan(2);
    expect(started).toBeLessThan(7);
    expect((await queue.call('queue.status', {})).stuck).toEqual([]);
  });
});

describe('too little memory', () => {
  test('takes a step down the ladder each time, and says so', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, notReady('out-of-memory', 2));
    queue.seen.models.push(modelView('tiny', 'whisper', 40));
    await queue.call('models.import', { path: 'small' });
    const uid = await queue.addOne('talk.wav', { quality: 'accurate' });
    await clock.until(async () => (await queue.state(uid)) === 'completed', 20_000);
    expect(queue.seen.choices.map(({ modelId }) => modelId)).toEqual([
      'base',
      'base',
      expect.stringMatching(/small|tiny/),
    ]);
    const { notices, engine } = await queue.view(uid);
    expect(notices).toEqual([
      expect.stringMatching(/^Memory did not suffice; going on with quality "balanced"/),
      expect.stringMatching(/^Memory did not suffice; going on with the smaller model/),
    ]);
    expect(engine?.model).not.toBe('base');
    expect(queue.eventsOf('job-notice').map(({ message }) => message)).toEqual(notices);
  });

  test('fails where a person wants that', async () => {
    const queue = await TestQueue.open(folder, notReady('out-of-memory', 1));
    await queue.call('queue.configure', { settings: { onOutOfMemory: 'fail' } });
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'failed')).status).toMatchObject({ failure: { code: 'out-of-memory' } });
  });
});

describe('time', () => {
  const held = (): TestQueueScript => ({
    engine: () => ({ answer: () => new Promise(() => {}) }),
    ports: () => ({ chunkBudgetMs: () => 10 ** 9 }),
  });

  test('a run that takes longer than it may is stopped, tried once more and fails then', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, held());
    await queue.call('queue.configure', { settings: { jobLimitMs: 60_000, chunkLimitMs: 10_000_000 } });
    const uid = await queue.addOne();
    await clock.until(async () => (await queue.state(uid)) === 'failed', 150_000);
    expect((await queue.view(uid)).status).toMatchObject({
      failure: { code: 'over-budget', message: 'The recording was not done after 1 minutes of work.' },
    });
    expect(queue.statesOf(uid)).toEqual([
      'importing',
      'running',
      'retry_wait',
      'queued',
      'running',
      'failed',
    ]);
    expect(queue.seen.closedEngines).toHaveLength(2);
  });

  test('a long recording may take longer than a short one, once its length is known', async () => {
    const clock = drivenClock();
    const threeHours = 3 * 3_600_000;
    const queue = await TestQueue.open(folder, {
      ...held(),
      ports: ({ engine }) => portsOf(engine, threeHours),
    });
    await queue.call('queue.configure', { settings: { chunkLimitMs: 10 ** 8 } });
    const uid = await queue.addOne();
    await queue.engineCalled(1);
    await clock.pass(40 * 60_000);
    expect(queue.statesOf(uid)).toEqual(['importing', 'running']);
    await queue.call('jobs.cancel', { jobs: 'all' });
    await queue.reached(uid, 'canceled');
  }, 60_000);
});

describe('an engine that gets through nothing', () => {
  test('fails the job instead of completing it with gaps alone', async () => {
    const queue = await TestQueue.open(folder, {
      engine: () => ({ answer: () => Promise.reject(error('engine-crashed')) }),
    });
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'failed')).status).toMatchObject({
      failure: {
        code: 'engine-failed',
        message: 'The engine got through none of the parts of the recording.',
      },
    });
  });
});

describe('every failure of a run', () => {
  const FAILED: readonly ErrorCode[] = [
    'invalid-argument',
    'not-media',
    'no-audio-track',
    'model-load-failed',
    'internal',
  ];

  test.each(FAILED)('that says %s is the end of the job', async (code) => {
    const queue = await TestQueue.open(folder, { engine: () => Promise.reject(error(code)) });
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'failed')).status).toMatchObject({ failure: { code } });
    expect(queue.tempFolders).toEqual([]);
  });

  test('is the end of that run alone, also when its engine cannot be closed', async () => {
    const queue = await TestQueue.open(folder, {
      prepare: async ({ modelId }) => {
        const engine = new ScriptedEngine({ ready: () => Promise.reject(error('engine-crashed')) });
        engine.close = () => Promise.reject(new Error('it does not let go'));
        return { engine, model: { id: modelId, sha256: '' } };
      },
    });
    const uid = await queue.addOne();
    const { status } = await queue.reached(uid, 'retry_wait');
    expect(status).toMatchObject({ failure: { code: 'engine-crashed' } });
  });

  test('that nobody asked for, as an engine closed under it, is tried again later and not at once', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, notReady('cancelled', 1));
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'retry_wait')).status).toMatchObject({ retryInMs: 30_000 });
    await clock.until(async () => (await queue.state(uid)) === 'completed', 40_000);
  });
});
