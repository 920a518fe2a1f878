import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StoreMethod } from '../../src/main/core/storage/store-protocol.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import { drivenClock } from '../support/driven-clock.ts';
import type { TranscribeCall } from '../support/scripted-engine.ts';
import { answerOf } from '../support/staged-recording.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { foldersIn, latch, modelView, settled, TestQueue } from '../support/test-queue.ts';

const folder = suiteFolder();
const WHOLE_TEXT = ['This is talk zero.', 'This is talk one.', 'This is talk two.'];
const TXT = {
  formats: ['txt' as const],
  outputDir: null,
  nameTemplate: '{name}',
  onCollision: 'number' as const,
};

describe('an owner that stops', () => {
  const METHODS: readonly StoreMethod[] = [
    'start',
    'resumePoint',
    'setEngine',
    'addSpeechSlice',
    'startChunk',
    'finishChunk',
    'complete',
  ];

  test.each(METHODS)('while the store is at "%s" lets the next one come to the same text', async (method) => {
    const held = latch();
    const queue = await TestQueue.open(
      folder,
      {},
      {
        store: { inside: (call) => (call.method === method ? held.pass() : null) },
      },
    );
    const uid = await queue.addOne();
    await held.arrived;
    const stopped = queue.stop();
    await settled();
    held.open();
    await stopped;
    expect(queue.tempFolders).toEqual([]);
    const again = await TestQueue.open(folder, {}, { home: queue.home });
    expect(await again.reached(uid, 'completed')).toMatchObject({ revision: 1 });
    expect(await again.texts(uid)).toEqual(WHOLE_TEXT);
  });

  test('does nothing any more, whatever is asked of it', async () => {
    const queue = await TestQueue.open(folder);
    const calls: string[] = [];
    await queue.stop();
    queue.store.before = ({ method }) => {
      calls.push(method);
      throw new EarshotError('internal', 'The store is closed.');
    };
    queue.own.followers.enter().follow('all');
    await settled();
    expect(calls).toEqual([]);
  });

  test('leaves its job among the waiting, with what it has', async () => {
    const answer = (call: TranscribeCall) =>
      call.index === 0 ? answerOf(call) : new Promise<never>(() => {});
    const queue = await TestQueue.open(folder, { engine: () => ({ answer }) });
    const uid = await queue.addOne();
    await queue.engineCalled(2);
    await queue.stop();
    const again = await TestQueue.open(folder, {}, { home: queue.home, follow: false });
    expect(await again.view(uid)).toMatchObject({ status: { state: 'queued' }, progress: { chunksDone: 1 } });
    again.client.follow([uid]);
    await again.reached(uid, 'completed');
    // What was finished was not done again.
    expect(again.engine.calls).toHaveLength(2);
    expect(again.logged).not.toContain('queue.orphans-ended');
    expect(await again.texts(uid)).toEqual(WHOLE_TEXT);
  });

  test('waits for files that are being written, but not for a drive that hangs', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder);
    const held = latch();
    queue.store.before = ({ method }) => (method === 'setExportStatus' ? held.pass() : null);
    const uid = await queue.addOne('talk.wav', { exports: TXT });
    await queue.reached(uid, 'completed');
    await held.arrived;
    let isStopped = false;
    const stopped = queue.stop().then(() => (isStopped = true));
    await clock.pass(5_000);
    expect(isStopped).toBe(false);
    await clock.pass(6_000);
    await stopped;
    held.open();
  });

  test('writes the files that its predecessor owed', async () => {
    const queue = await TestQueue.open(folder);
    queue.store.inside = ({ method }) => {
      if (method === 'setExportStatus' || method === 'writeSidecar')
        throw new EarshotError('disk-full', 'Full.');
    };
    const uid = await queue.addOne('talk.wav', { exports: TXT });
    await queue.reached(uid, 'completed');
    await settled();
    await queue.stop();
    queue.store.inside = undefined;
    const sidecar = join(foldersIn(queue.home).transcripts, `${uid}.json`);
    expect(existsSync(sidecar)).toBe(false);
    const again = await TestQueue.open(folder, {}, { home: queue.home });
    expect((await again.exported(uid)).state).toBe('written');
    expect(existsSync(sidecar)).toBe(true);
  });

  test('closes the store even when its end cannot be written down', async () => {
    const queue = await TestQueue.open(folder);
    queue.store.inside = ({ method }) => {
      if (method === 'endBoot') throw new EarshotError('disk-full', 'Full.');
    };
    await expect(queue.stop()).rejects.toMatchObject({ code: 'disk-full' });
    expect(queue.logged).toContain('queue.closed');
    // The database is free: the next owner has it.
    await TestQueue.open(folder, {}, { home: queue.home });
  });
});

describe('an owner that works for others', () => {
  test('is free when all that somebody waits for is at its end', async () => {
    const held = latch();
    const answer = async (call: TranscribeCall) => {
      await held.pass();
      return answerOf(call);
    };
    const queue = await TestQueue.open(folder, { engine: () => ({ answer }) }, { follow: false });
    const uid = await queue.addOne();
    queue.client.follow([uid]);
    let isFree = false;
    const free = queue.own.untilNothingIsOwed(new AbortController().signal).then(() => (isFree = true));
    await held.arrived;
    expect(isFree).toBe(false);
    held.open();
    await free;
    expect(await queue.state(uid)).toBe('completed');
  });

  test('is free when it is told to stop, and when those who wait are gone', async () => {
    const queue = await TestQueue.open(
      folder,
      { engine: () => ({ answer: () => new Promise(() => {}) }) },
      { follow: false },
    );
    const uid = await queue.addOne();
    queue.client.follow([uid, 'x'.repeat(20)]);
    await queue.engineCalled(1);
    const freed: string[] = [];
    const wait = async (name: string, signal: AbortSignal): Promise<void> => {
      await queue.own.untilNothingIsOwed(signal);
      freed.push(name);
    };
    const stop = new AbortController();
    const waits = [
      wait('was told', AbortSignal.abort()),
      wait('is told', stop.signal),
      wait('is left', new AbortController().signal),
    ];
    await settled();
    expect(freed).toEqual(['was told']);
    stop.abort();
    await settled();
    expect(freed).toEqual(['was told', 'is told']);
    queue.client.follow([]);
    await Promise.all(waits);
  });
});

describe('engines', () => {
  test('at rest are closed after a minute without work, once', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder);
    const uid = await queue.addOne();
    await queue.reached(uid, 'completed');
    await clock.pass(58_000);
    expect(queue.seen.closedEngines).toEqual([]);
    await clock.pass(5_000);
    expect(queue.seen.closedEngines).toEqual(queue.seen.engines);
    await clock.pass(120_000);
    expect(queue.seen.closedEngines).toHaveLength(1);
  });

  test('are used for the next recording', async () => {
    const queue = await TestQueue.open(folder);
    const { jobs } = await queue.add([queue.record('a.wav'), queue.record('b.wav')]);
    await Promise.all(jobs.map(({ uid }) => queue.reached(uid, 'completed')));
    expect(queue.seen.engines).toHaveLength(1);
  });

  test('of another model make place for each other', async () => {
    const queue = await TestQueue.open(folder);
    queue.seen.models.push(modelView('tiny', 'whisper', 40));
    await queue.reached(await queue.addOne('a.wav'), 'completed');
    await queue.reached(await queue.addOne('b.wav', { model: 'tiny' }), 'completed');
    expect(queue.seen.closedEngines).toEqual([queue.seen.engines[0]]);
  });

  test('that cannot be closed are told of, and harm nothing', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder);
    await queue.reached(await queue.addOne(), 'completed');
    queue.engine.close = () => Promise.reject(new Error('it does not let go'));
    await clock.pass(65_000);
    expect(queue.logged).toContain('engine.not-closed');
    await queue.reached(await queue.addOne('b.wav'), 'completed');
  });

  test('of two recordings at once are two', async () => {
    const held = latch();
    const answer = async (call: TranscribeCall) => {
      await held.pass();
      return answerOf(call);
    };
    const queue = await TestQueue.open(folder, { engine: () => ({ answer }) });
    await queue.call('queue.configure', { settings: { slots: 2 } });
    const { jobs } = await queue.add([queue.record('a.wav'), queue.record('b.wav')]);
    await Promise.all(jobs.map(({ uid }) => queue.reached(uid, 'running')));
    await held.arrived;
    await settled();
    expect(queue.seen.engines.map(({ calls }) => calls.length)).toEqual([1, 1]);
    held.open();
    await Promise.all(jobs.map(({ uid }) => queue.reached(uid, 'completed')));
    // Both are at rest and alike: two that begin at the same moment must not get the same one.
    const more = await queue.add([queue.record('c.wav'), queue.record('d.wav')]);
    await Promise.all(more.jobs.map(({ uid }) => queue.reached(uid, 'completed')));
    for (const { uid } of more.jobs) expect(await queue.texts(uid)).toEqual(WHOLE_TEXT);
  });

  test('that changed between two runs of a job are told of', async () => {
    const clock = drivenClock();
    const script = { isHeld: true };
    const answer = (call: TranscribeCall) =>
      call.index > 0 && script.isHeld ? new Promise<never>(() => {}) : answerOf(call);
    const queue = await TestQueue.open(folder, { engine: () => ({ answer }) });
    const uid = await queue.addOne();
    await queue.engineCalled(2);
    await queue.call('jobs.pause', { jobs: 'all', running: 'drop' });
    await queue.reached(uid, 'paused');
    await clock.pass(65_000);
    script.isHeld = false;
    queue.script.engine = () => ({ answer, backend: 'CPU' });
    await queue.call('jobs.resume', { jobs: 'all' });
    const { notices } = await queue.reached(uid, 'completed');
    expect(notices).toEqual(['The first parts were made by base on none, the others by base on CPU.']);
  });

  test('that were started again on the processor are told of, and recorded', async () => {
    const queue: TestQueue = await TestQueue.open(folder, {
      engine: () => ({
        backend: 'Vulkan',
        answer: async (call) => {
          if (call.index === 1) {
            queue.seen.restarts[0]?.(new EarshotError('engine-crashed', 'The engine stopped.'), true);
            await settled();
          }
          return answerOf(call);
        },
      }),
    });
    const uid = await queue.addOne();
    expect(await queue.reached(uid, 'completed')).toMatchObject({
      notices: ['The engine stopped. It is started again on the processor, and the part is tried once more.'],
      engine: { backend: 'CPU' },
    });
  });
});
