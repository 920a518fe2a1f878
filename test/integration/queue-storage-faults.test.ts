import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EarshotError, type ErrorCode } from '../../src/shared/errors.ts';
import { drivenClock } from '../support/driven-clock.ts';
import type { TranscribeCall } from '../support/scripted-engine.ts';
import { answerOf } from '../support/staged-recording.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { latch, settled, TestQueue } from '../support/test-queue.ts';

const folder = suiteFolder();

const WHOLE_TEXT = ['This is talk zero.', 'This is talk one.', 'This is talk two.'];

const error = (code: ErrorCode): EarshotError => new EarshotError(code, `It went wrong (${code}).`);

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
    expect(await again.texts(uid)).toEqual(WHOLE_TEXT);
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
      if (method === 'complete') args[0] = { jobId: 1, epoch: 99 };
    };
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'failed')).status).toMatchObject({
      failure: { code: 'internal', message: 'Not all parts of the recording are stored.' },
    });
  });

  test('that has taken a step and could not say so puts memory right at the next start', async () => {
    const queue = await TestQueue.open(folder);
    await queue.call('queue.pause', {});
    const uid = await queue.addOne();
    await queue.reached(uid, 'queued');
    queue.store.after = () => {
      throw error('internal');
    };
    await queue.refusal('jobs.cancel', { jobs: { uids: [uid] } });
    queue.store.after = undefined;
    let starts = 0;
    queue.store.before = ({ method }) => (method === 'start' ? (starts += 1) : null);
    expect(await queue.state(uid)).toBe('queued');
    await queue.call('queue.resume', {});
    await queue.reached(uid, 'canceled');
    await settled();
    expect(starts).toBe(1);
  });

  test('that has removed a job and could not say so puts memory right as well', async () => {
    const queue = await TestQueue.open(folder);
    await queue.call('queue.pause', {});
    const uid = await queue.addOne();
    await queue.reached(uid, 'queued');
    queue.store.after = () => {
      throw error('internal');
    };
    await queue.refusal('jobs.cancel', { jobs: { uids: [uid] } });
    queue.store.after = undefined;
    queue.store.before = ({ method, args }) => {
      // The book says "queued", so that nobody could remove it through the queue.
      if (method === 'job' && args[0] === uid) args[0] = 'x'.repeat(20);
    };
    await queue.call('queue.resume', {});
    await settled();
    expect(await queue.refusal('jobs.get', { uid })).toMatchObject({ code: 'job-not-found' });
  });

  test('that refuses to start what it says can start is not asked without a pause', async () => {
    const queue = await TestQueue.open(folder);
    let starts = 0;
    queue.store.before = ({ method, args }) => {
      if (method !== 'start') return;
      starts += 1;
      args[0] = 4711;
    };
    await queue.addOne();
    await settled();
    expect(starts).toBe(1);
  });
});
