import { describe, expect, test } from 'vitest';
import { EarshotError } from '../../src/shared/errors.ts';
import { mediaOf } from '../support/staged-recording.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { latch, settled, TestQueue, type TestQueueScript } from '../support/test-queue.ts';

const folder = suiteFolder();
const noSound = new EarshotError('no-audio-track', 'There is no sound in it.');

async function pausedQueue(script: TestQueueScript): Promise<TestQueue> {
  const queue = await TestQueue.open(folder, script);
  await queue.call('queue.pause', {});
  return queue;
}

describe('the first look', () => {
  test('is taken one after the other, in the order in which they wait', async () => {
    const looked: string[] = [];
    let atOnce = 0;
    const queue = await pausedQueue({
      probe: async (file) => {
        expect(atOnce).toBe(0);
        atOnce += 1;
        looked.push(file);
        await settled();
        atOnce -= 1;
        return mediaOf(36_000);
      },
    });
    const paths = ['a', 'b', 'c'].map((name) => queue.record(`${name}.wav`));
    const { jobs } = await queue.add(paths);
    await Promise.all(jobs.map(({ uid }) => queue.reached(uid, 'queued')));
    expect(looked).toEqual(paths);
  });

  test('tells at once what can never become text, long before its turn', async () => {
    const queue = await TestQueue.open(folder, {
      engine: () => ({ answer: () => new Promise(() => {}) }),
      probe: async (file) => {
        if (file.endsWith('picture.mp4')) throw noSound;
        return mediaOf(36_000);
      },
    });
    const running = await queue.addOne();
    await queue.reached(running, 'running');
    const uid = await queue.addOne('picture.mp4');
    expect((await queue.reached(uid, 'failed')).status).toMatchObject({
      failure: { code: 'no-audio-track' },
    });
    expect(await queue.state(running)).toBe('running');
  });

  test('tells the length of the recording', async () => {
    const queue = await pausedQueue({ probe: async () => mediaOf(90_061.4) });
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'queued')).progress.durationMs).toBe(90_061);
  });

  test('that fails in a way that may pass leaves the rest to the run', async () => {
    const queue = await pausedQueue({
      probe: () => Promise.reject(new EarshotError('decode-failed', 'Not now.')),
    });
    const uid = await queue.addOne();
    await queue.reached(uid, 'queued');
    await queue.call('queue.resume', {});
    await queue.reached(uid, 'completed');
    expect(queue.statesOf(uid)).toEqual(['importing', 'queued', 'running', 'completed']);
  });

  test('that finds its recording away blocks the job', async () => {
    const queue = await pausedQueue({
      probe: () => Promise.reject(new EarshotError('file-not-found', 'Away.')),
    });
    const uid = await queue.addOne();
    expect((await queue.reached(uid, 'blocked')).status).toMatchObject({ reason: 'source-missing' });
  });

  test('never holds up a start, and says nothing more about a job that has begun', async () => {
    const looking = latch();
    const aborted = Promise.withResolvers<void>();
    const queue = await pausedQueue({
      probe: async (_file, signal) => {
        signal.addEventListener('abort', () => aborted.resolve());
        await looking.pass();
        throw noSound;
      },
    });
    const uid = await queue.addOne();
    await looking.arrived;
    await queue.call('queue.resume', {});
    await aborted.promise;
    looking.open();
    await queue.reached(uid, 'completed');
    const { entries } = await queue.call('jobs.history', { uid });
    expect(entries.filter(({ code }) => code !== null)).toEqual([]);
  });

  test('that hangs keeps nothing from ending', async () => {
    const queue = await pausedQueue({ probe: () => new Promise(() => {}) });
    await queue.addOne();
    await settled();
    await queue.stop();
    expect(queue.logged.at(-1)).toBe('queue.closed');
  });

  test('of a job that is cancelled meanwhile changes nothing', async () => {
    const looking = latch();
    const queue = await pausedQueue({
      probe: async () => {
        await looking.pass();
        throw noSound;
      },
    });
    const uid = await queue.addOne();
    await looking.arrived;
    await queue.call('jobs.cancel', { jobs: { uids: [uid] } });
    looking.open();
    await settled();
    expect(await queue.state(uid)).toBe('canceled');
  });

  test('goes on with the others when what it saw of one cannot be stored', async () => {
    let left = 1;
    const queue = await pausedQueue({});
    queue.store.inside = ({ method }) => {
      if (method === 'steps' && left-- > 0) throw new EarshotError('internal', 'Not this one.');
    };
    const { jobs } = await queue.add([queue.record('a.wav'), queue.record('b.wav')]);
    const [a = '', b = ''] = jobs.map(({ uid }) => uid);
    await queue.reached(b, 'queued');
    expect(await queue.state(a)).toBe('importing');
    expect(queue.logged).toContain('job.look-not-stored');
    await queue.call('queue.resume', {});
    await queue.reached(a, 'completed');
  });

  test('is not taken at recordings that nobody waits for', async () => {
    const looked: string[] = [];
    const queue = await TestQueue.open(
      folder,
      {
        probe: async (file) => {
          looked.push(file);
          return mediaOf(36_000);
        },
      },
      { follow: false },
    );
    const [a, b] = [await queue.addOne('a.wav'), await queue.addOne('b.wav')];
    await settled();
    expect(looked).toEqual([]);
    expect((await queue.call('queue.status', {})).holds).toMatchObject([{ reason: 'nobody-follows' }]);
    queue.client.follow([b]);
    await queue.reached(b, 'completed');
    expect(await queue.state(a)).toBe('importing');
    await queue.own.untilNothingIsOwed(new AbortController().signal);
  });
});
