import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drivenClock } from '../support/driven-clock.ts';
import type { TranscribeCall } from '../support/scripted-engine.ts';
import { answerOf, portsOf } from '../support/staged-recording.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { TestQueue, type TestQueueScript, until } from '../support/test-queue.ts';

const folder = suiteFolder();

const WHOLE_TEXT = ['This is talk zero.', 'This is talk one.', 'This is talk two.'];

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

  test('and is copied back with another date is known by its content', async () => {
    const clock = drivenClock();
    const { queue, uid, path } = await interrupted();
    writeFileSync(path, 'something else, and longer');
    await queue.call('jobs.resume', { jobs: 'all' });
    await queue.reached(uid, 'blocked');
    writeFileSync(path, 'wlat.wav');
    utimesSync(path, new Date(1_000), new Date(1_000));
    await clock.pass(15_000);
    // The same length, and another content.
    expect(await queue.state(uid)).toBe('blocked');
    writeFileSync(path, 'talk.wav');
    utimesSync(path, new Date(2_000), new Date(2_000));
    await clock.until(async () => (await queue.state(uid)) === 'completed', 20_000);
    expect(await queue.texts(uid)).toEqual(WHOLE_TEXT);
  });

  test('in its date alone goes on', async () => {
    const { queue, uid, path } = await interrupted();
    utimesSync(path, new Date(1_000), new Date(1_000));
    await queue.call('jobs.resume', { jobs: 'all' });
    await queue.reached(uid, 'completed');
    expect(await queue.texts(uid)).toEqual(WHOLE_TEXT);
  });

  test('while speech was looked for, before any part was planned, blocks its job as well', async () => {
    const queue = await TestQueue.open(folder, {
      engine: () => ({
        speech: () => [],
        listen: async ({ firstSample }) => (firstSample > 0 ? await new Promise(() => {}) : null),
      }),
      ports: ({ engine }) => portsOf(engine, 60 * 60_000),
    });
    const uid = await queue.addOne();
    await until(() => queue.seen.engines[0]?.heardRanges.length === 2);
    await queue.call('jobs.pause', { jobs: 'all', running: 'drop' });
    expect((await queue.reached(uid, 'paused')).progress.chunksPlanned).toBe(0);
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
    expect(await queue.texts(uid)).toEqual(WHOLE_TEXT);
  });
});
