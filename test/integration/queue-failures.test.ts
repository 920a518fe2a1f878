import { existsSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { EarshotError, type ErrorCode } from '../../src/shared/errors.ts';
import { drivenClock } from '../support/driven-clock.ts';
import type { TranscribeCall } from '../support/scripted-engine.ts';
import { answerOf } from '../support/staged-recording.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { latch, modelView, settled, TestQueue, type TestQueueScript } from '../support/test-queue.ts';

const folder = suiteFolder();

const WHOLE_TEXT = ['This is talk zero.', 'This is talk one.', 'This is talk two.'];

const error = (code: ErrorCode): EarshotError => new EarshotError(code, `It went wrong (${code}).`);

/** Fails so often, then does what it should. */
function failing(code: ErrorCode, times: number): () => Promise<void> {
  let left = times;
  return async () => {
    left -= 1;
    if (left >= 0) throw error(code);
  };
}

/** An engine that cannot be started so often. */
const notReady = (code: ErrorCode, times: number): TestQueueScript => {
  const ready = failing(code, times);
  return { engine: () => ({ ready }) };
};

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
    await clock.until(async () => (await again.state(uid)) === 'completed', 5_000);
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
    const asked: unknown[] = [];
    queue.store.inside = async ({ method, args }) => {
      if (method !== 'steps') return;
      asked.push(args);
      await held.pass();
    };
    await clock.pass(40_000);
    expect(asked).toHaveLength(1);
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
      ports: (usual) => ({
        probe: async (...args) => ({ ...(await usual.probe(...args)), durationMs: threeHours }),
        chunkBudgetMs: () => 10 ** 9,
      }),
    });
    await queue.call('queue.configure', { settings: { chunkLimitMs: 10 ** 8 } });
    const uid = await queue.addOne();
    await queue.engineCalled(1);
    await clock.pass(40 * 60_000);
    expect(await queue.state(uid)).toBe('running');
    await queue.call('jobs.cancel', { jobs: 'all' });
    await queue.reached(uid, 'canceled');
  }, 60_000);
});

describe('a recording that changes', () => {
  test('before its run has begun is taken as it is then', async () => {
    const queue = await TestQueue.open(folder, { probe: () => new Promise(() => {}) });
    await queue.call('queue.pause', {});
    const uid = await queue.addOne();
    queue.record('talk.wav', 'another content of another length');
    await queue.call('queue.resume', {});
    await queue.reached(uid, 'completed');
    const { jobs } = await queue.add([join(queue.home, 'recordings', 'talk.wav')]);
    expect(jobs).toMatchObject([{ uid, disposition: 'already-done' }]);
  });

  async function interrupted(
    script: TestQueueScript = {},
  ): Promise<{ queue: TestQueue; uid: string; path: string }> {
    let isHeld = true;
    const answer = (call: TranscribeCall) =>
      call.index > 0 && isHeld ? new Promise<never>(() => {}) : answerOf(call);
    const queue = await TestQueue.open(folder, { engine: () => ({ answer }), ...script });
    const uid = await queue.addOne();
    await queue.engineCalled(2);
    await queue.call('jobs.pause', { jobs: 'all', running: 'drop' });
    await queue.reached(uid, 'paused');
    isHeld = false;
    return { queue, uid, path: join(queue.home, 'recordings', 'talk.wav') };
  }

  test('between two runs blocks its job, which goes on when it is as it was', async () => {
    const clock = drivenClock();
    const { queue, uid, path } = await interrupted();
    renameSync(path, `${path}.old`);
    writeFileSync(path, 'something else, and longer');
    await queue.call('jobs.resume', { jobs: 'all' });
    expect((await queue.reached(uid, 'blocked')).status).toMatchObject({ reason: 'source-changed' });
    await clock.pass(15_000);
    expect(await queue.state(uid)).toBe('blocked');
    rmSync(path);
    await clock.pass(10_000);
    expect(await queue.state(uid)).toBe('blocked');
    renameSync(`${path}.old`, path);
    await clock.until(async () => (await queue.state(uid)) === 'completed', 20_000);
    expect(await queue.texts(uid)).toEqual(WHOLE_TEXT);
  });

  test('in its date alone goes on', async () => {
    const { queue, uid, path } = await interrupted();
    utimesSync(path, new Date(1_000), new Date(1_000));
    await queue.call('jobs.resume', { jobs: 'all' });
    await queue.reached(uid, 'completed');
  });

  test('while speech was looked for, before any part was planned, blocks its job as well', async () => {
    const hold = latch();
    const queue = await TestQueue.open(
      folder,
      {},
      {
        store: { before: ({ method }) => (method === 'startChunk' ? hold.pass() : null) },
      },
    );
    const uid = await queue.addOne();
    await hold.arrived;
    const paused = queue.call('jobs.pause', { jobs: 'all', running: 'drop' });
    hold.open();
    await paused;
    await queue.reached(uid, 'paused');
    queue.record('talk.wav', 'something else, and longer');
    await queue.call('jobs.resume', { jobs: 'all' });
    expect((await queue.reached(uid, 'blocked')).status).toMatchObject({ reason: 'source-changed' });
  });

  test('while it is worked on does not become text of two contents', async () => {
    const queue: TestQueue = await TestQueue.open(folder, {
      engine: () => ({
        answer: (call) => {
          if (call.index === 2) queue.record('talk.wav', 'something else, and longer');
          return answerOf(call);
        },
      }),
    });
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'blocked')).status).toMatchObject({
      reason: 'source-changed',
      failure: { message: 'talk.wav has changed since its transcription began.' },
    });
  });

  test('and is taken away after all of it was read has done its duty', async () => {
    const queue: TestQueue = await TestQueue.open(folder, {
      engine: () => ({
        answer: (call) => {
          if (call.index === 2) rmSync(join(queue.home, 'recordings', 'talk.wav'));
          return answerOf(call);
        },
      }),
    });
    const uid = await queue.addOne();
    await queue.reached(uid, 'completed');
  });
});

describe('a full disk', () => {
  const full = error('disk-full');

  test('keeps finished text in memory until it takes it again', async () => {
    let left = 3;
    const waits: number[] = [];
    const queue = await TestQueue.open(
      folder,
      { ports: () => ({ wait: async (ms) => void waits.push(ms) }) },
      {
        store: {
          inside: ({ method }) => {
            if (method === 'finishChunk' && left-- > 0) throw full;
          },
        },
      },
    );
    const uid = await queue.addOne();
    await queue.reached(uid, 'completed');
    expect(await queue.texts(uid)).toEqual(WHOLE_TEXT);
    expect(waits).toEqual([1_000, 1_000, 1_000]);
    expect((await queue.view(uid)).notices).toEqual([`${full.message} What is finished waits in memory.`]);
  });

  test('that stays full for a minute blocks the job; the chunk is done again when there is space', async () => {
    const clock = drivenClock();
    let isFull = true;
    const waits: number[] = [];
    const queue = await TestQueue.open(
      folder,
      { ports: () => ({ wait: async (ms) => void waits.push(ms) }) },
      {
        store: {
          inside: ({ method, args: [chunk] }) => {
            if (isFull && method === 'finishChunk' && chunk !== undefined) throw full;
          },
        },
      },
    );
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'blocked')).status).toMatchObject({ reason: 'disk-full' });
    expect(waits).toHaveLength(60);
    isFull = false;
    await clock.until(async () => (await queue.state(uid)) === 'completed', 10_000);
    expect(await queue.texts(uid)).toEqual(WHOLE_TEXT);
  });

  test('is given the reserve for the end of a run, and waited for when that does not suffice', async () => {
    const clock = drivenClock();
    let left = 3;
    const queue = await TestQueue.open(
      folder,
      { engine: () => Promise.reject(error('invalid-argument')) },
      {
        store: {
          inside: ({ method }) => {
            if (method === 'steps' && left-- > 0) throw full;
          },
        },
      },
    );
    const reserve = join(queue.home, 'data', 'reserve.bin');
    await clock.until(() => existsSync(reserve), 5_000);
    queue.script.probe = () => new Promise(() => {});
    const uid = await queue.addOne();
    await clock.until(async () => (await queue.state(uid)) === 'failed', 20_000);
    expect(existsSync(reserve)).toBe(false);
    expect(left).toBe(-1);
  });

  test('does not keep the program from ending', async () => {
    const queue = await TestQueue.open(folder, { engine: () => ({ answer: () => new Promise(() => {}) }) });
    const uid = await queue.addOne();
    await queue.engineCalled(1);
    queue.store.inside = ({ method }) => {
      if (method === 'steps') throw full;
    };
    await queue.stop();
    const again = await TestQueue.open(folder, {}, { home: queue.home });
    await again.reached(uid, 'completed');
  });

  test('stops a run whose engine cannot be recorded, and ends nothing else', async () => {
    const clock = drivenClock();
    let left = 1;
    const queue = await TestQueue.open(
      folder,
      {},
      {
        store: {
          inside: ({ method }) => {
            if (method === 'setEngine' && left-- > 0) throw full;
          },
        },
      },
    );
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'blocked')).status).toMatchObject({ reason: 'disk-full' });
    await clock.until(async () => (await queue.state(uid)) === 'completed', 10_000);
  });

  test('that does not take a notice, a speed or the news of files harms no text', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, {
      ports: (usual) => ({
        decode: async (request) => ({
          ...(await usual.decode(request)),
          finished: new Promise((resolve) => {
            void settled().then(() => resolve({ decodedMs: 36_000, warnings: [] }));
          }),
        }),
      }),
      engine: () => ({
        answer: async (call) => {
          await clock.pass(2_000);
          if (call.index === 0) queue.seen.restarts[0]?.(error('engine-crashed'), false);
          return answerOf(call);
        },
      }),
    });
    const refused: string[] = [];
    queue.store.inside = ({ method }) => {
      if (!['addNotice', 'saveCalibration', 'setExportStatus'].includes(method)) return;
      refused.push(method);
      throw full;
    };
    const uid = await queue.addOne('talk.wav', {
      exports: { formats: ['txt'], outputDir: null, nameTemplate: '{name}', onCollision: 'number' },
    });
    await queue.reached(uid, 'completed');
    await clock.until(() => refused.includes('setExportStatus'), 10_000);
    expect(new Set(refused)).toEqual(new Set(['addNotice', 'saveCalibration', 'setExportStatus']));
    expect(queue.logged).toEqual(
      expect.arrayContaining(['job.notice-not-stored', 'queue.speed-not-stored', 'job.export-not-settled']),
    );
    queue.store.inside = undefined;
    await queue.stop();
    const again = await TestQueue.open(folder, {}, { home: queue.home });
    // The news of its files is still owed.
    expect((await again.exported(uid)).state).toBe('written');
  });
});

describe('a store', () => {
  test('that is gone is told to the host, and nothing more is begun', async () => {
    const held = latch();
    const answer = async (call: TranscribeCall) => {
      await held.pass();
      return answerOf(call);
    };
    const queue = await TestQueue.open(folder, { engine: () => ({ answer }) });
    const uid = await queue.addOne();
    await held.arrived;
    queue.store.before = () => {
      throw error('database-unwritable');
    };
    held.open();
    expect(await queue.own.lost).toMatchObject({ code: 'database-unwritable' });
    await settled();
    expect(queue.logged.filter((event) => event === 'job.run-started')).toHaveLength(1);
    queue.store.before = undefined;
    await queue.stop();
    const again = await TestQueue.open(folder, {}, { home: queue.home });
    await again.reached(uid, 'completed');
    expect(await again.texts(uid)).toEqual(WHOLE_TEXT);
  });

  test('that answers nothing at all any more is lost as well, whatever it says', async () => {
    const queue = await TestQueue.open(folder);
    queue.store.before = () => {
      throw new Error('the thread has died');
    };
    await queue.add([queue.record('talk.wav')]).catch(() => {});
    queue.store.before = ({ method }) => {
      if (method !== 'addJobs') throw new Error('the thread has died');
    };
    await queue.add([queue.record('talk.wav')]);
    expect(await queue.own.lost).toMatchObject({ code: 'internal' });
    queue.store.before = undefined;
  });

  test('that refuses a single start is asked again after a while, and is not lost', async () => {
    const clock = drivenClock();
    let refusals = 0;
    const queue = await TestQueue.open(
      folder,
      {},
      {
        store: {
          inside: ({ method }) => {
            if (method !== 'start' || refusals > 0) return;
            refusals += 1;
            throw error('internal');
          },
        },
      },
    );
    const uid = await queue.addOne();
    await settled();
    expect(refusals).toBe(1);
    const tookMs = await clock.until(async () => (await queue.state(uid)) === 'completed', 10_000);
    expect(tookMs).toBeGreaterThanOrEqual(4_000);
  });

  test('that has lost a part does not leave its job running for ever', async () => {
    const queue = await TestQueue.open(folder);
    queue.store.before = ({ method, args }) => {
      // The run believes that all is done while a part is not.
      if (method === 'complete') Object.assign(args[0] as object, { epoch: 99 });
    };
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'failed')).status).toMatchObject({
      failure: { code: 'internal', message: 'Not all parts of the recording are stored.' },
    });
  });

  test('that does not know a job which memory says can start puts memory right', async () => {
    const queue = await TestQueue.open(
      folder,
      {},
      {
        store: {
          before: ({ method, args }) => {
            if (method === 'start') (args as unknown[])[0] = 4711;
          },
        },
      },
    );
    const uid = await queue.addOne();
    await settled();
    queue.store.before = undefined;
    await queue.reached(uid, 'completed');
  });
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

  test('that nobody asked for, as an engine closed under it, is tried again later and not at once', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, notReady('cancelled', 1));
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'retry_wait')).status).toMatchObject({ retryInMs: 30_000 });
    await clock.until(async () => (await queue.state(uid)) === 'completed', 40_000);
  });
});
