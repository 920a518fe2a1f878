import { describe, expect, test } from 'vitest';
import type { QueueEvent } from '../../src/shared/contract/events.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import { JOB_STATES } from '../../src/shared/job-state.ts';
import { drivenClock } from '../support/driven-clock.ts';
import { jobIn } from '../support/job-in-state.ts';
import type { TranscribeCall } from '../support/scripted-engine.ts';
import { answerOf } from '../support/staged-recording.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { latch, settled, TestQueue, type TestQueueScript } from '../support/test-queue.ts';

const folder = suiteFolder();
const never = (): Promise<never> => new Promise(() => {});

async function stuckIn(queue: TestQueue): Promise<{ uid: string; rule: string }[]> {
  const { stuck } = await queue.call('queue.status', {});
  return stuck.map(({ uid, rule }) => ({ uid, rule }));
}

describe('a job that nothing moves is told of', () => {
  test('when it waits beside a free slot', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder);
    queue.store.before = ({ method }) =>
      method === 'start' ? Promise.reject(new EarshotError('internal', 'No.')) : null;
    const uid = await queue.addOne();
    await clock.pass(40_000);
    expect(await stuckIn(queue)).toEqual([{ uid, rule: 'not-started' }]);
    expect(queue.logged.filter((event) => event === 'queue.stuck')).toHaveLength(1);
    queue.store.before = undefined;
  });

  test('when nobody looks at it', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder);
    await queue.call('queue.pause', {});
    queue.store.before = ({ method }) =>
      method === 'steps' ? Promise.reject(new EarshotError('internal', 'No.')) : null;
    const uid = await queue.addOne();
    await clock.pass(30_000);
    expect(await stuckIn(queue)).toEqual([{ uid, rule: 'not-looked-at' }]);
  });

  test('when it is looked at for minutes', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, { probe: never });
    await queue.call('queue.pause', {});
    const uid = await queue.addOne();
    await clock.pass(110_000);
    expect(await stuckIn(queue)).toEqual([]);
    await clock.pass(20_000);
    expect(await stuckIn(queue)).toEqual([{ uid, rule: 'looked-at-too-long' }]);
  });

  test('when it is said to run and no run of it is under way', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder);
    queue.store.before = ({ method }) =>
      method === 'complete' ? Promise.reject(new EarshotError('internal', 'No.')) : null;
    const uid = await queue.addOne();
    await clock.pass(40_000);
    expect(await stuckIn(queue)).toEqual([{ uid, rule: 'runs-without-slot' }]);
  });

  test('when its engine is gone and nothing starts another', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, {
      engine: () => ({ answer: never }),
      ports: () => ({ chunkBudgetMs: () => 10 ** 8 }),
    });
    const uid = await queue.addOne();
    await queue.engineCalled(1);
    await clock.pass(30_000);
    expect(await stuckIn(queue)).toEqual([]);
    queue.engine.isAlive = false;
    await clock.pass(30_000);
    expect(await stuckIn(queue)).toEqual([{ uid, rule: 'works-without-engine' }]);
    queue.engine.isAlive = true;
    await clock.pass(10_000);
    expect(await stuckIn(queue)).toEqual([]);
  });

  test('when all of its text is there and it does not end', async () => {
    const clock = drivenClock();
    const held = latch();
    const queue = await TestQueue.open(folder);
    queue.store.before = ({ method }) => (method === 'complete' ? held.pass() : null);
    const uid = await queue.addOne();
    await held.arrived;
    await clock.pass(40_000);
    expect(await stuckIn(queue)).toEqual([{ uid, rule: 'all-text-but-not-final' }]);
    held.open();
    await queue.reached(uid, 'completed');
    await clock.pass(10_000);
    expect(await stuckIn(queue)).toEqual([]);
  });

  test.each([
    ['cancelling-too-long', 'canceling' as const],
    ['pausing-too-long', 'pausing' as const],
  ])('when it is %s', async (rule, state) => {
    const clock = drivenClock();
    const held = latch();
    const queue = await TestQueue.open(folder, { engine: () => ({ answer: never }) });
    const uid = await queue.addOne();
    await queue.engineCalled(1);
    queue.store.before = ({ method }) => (method === 'job' ? held.pass() : null);
    const jobs = { uids: [uid] };
    if (state === 'canceling') await queue.call('jobs.cancel', { jobs });
    else await queue.call('jobs.pause', { jobs, running: 'drop' });
    await clock.pass(30_000);
    expect(await stuckIn(queue)).toEqual([{ uid, rule }]);
    held.open();
  });

  test('when its next try is overdue', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, {
      tools: () => Promise.reject(new EarshotError('ffmpeg-missing', 'Away.')),
    });
    const uid = await queue.addOne();
    await queue.reached(uid, 'retry_wait');
    queue.store.before = ({ method }) =>
      method === 'steps' ? Promise.reject(new EarshotError('internal', 'No.')) : null;
    await clock.pass(60_000);
    expect(await stuckIn(queue)).toEqual([{ uid, rule: 'retry-overdue' }]);
    expect(queue.logged).toContain('queue.step-failed');
  });

  test('when it is blocked for something that is there', async () => {
    const clock = drivenClock();
    const script: TestQueueScript = {
      engine: () => Promise.reject(new EarshotError('model-missing', 'Away.')),
      hasModel: async () => false,
    };
    const queue = await TestQueue.open(folder, script);
    const uid = await queue.addOne();
    await queue.reached(uid, 'blocked');
    queue.store.before = ({ method }) =>
      method === 'steps' ? Promise.reject(new EarshotError('internal', 'No.')) : null;
    script.hasModel = undefined;
    await clock.pass(40_000);
    expect(await stuckIn(queue)).toEqual([{ uid, rule: 'blocked-without-cause' }]);
  });
});

describe('nothing is called stuck', () => {
  test.each(JOB_STATES.filter((state) => state !== 'canceling'))(
    'about a job that is %s for a while',
    async (state) => {
      const clock = drivenClock();
      const { queue } = await jobIn(folder, state);
      await clock.pass(25_000);
      expect(await stuckIn(queue)).toEqual([]);
    },
  );

  test('about parts that are finished before a pause, however long they take', async () => {
    const clock = drivenClock();
    const held = latch();
    const answer = async (call: TranscribeCall) => {
      await held.pass();
      return answerOf(call);
    };
    const queue = await TestQueue.open(folder, {
      engine: () => ({ answer }),
      ports: () => ({ chunkBudgetMs: () => 10 ** 8 }),
    });
    const uid = await queue.addOne();
    await held.arrived;
    await queue.call('jobs.pause', { jobs: 'all', running: 'finish' });
    await clock.pass(60_000);
    expect(await stuckIn(queue)).toEqual([]);
    held.open();
    await queue.reached(uid, 'paused');
  });

  test('about recordings that nobody waits for', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, {}, { follow: false });
    const uid = await queue.addOne();
    await clock.pass(60_000);
    expect([await queue.state(uid), await stuckIn(queue)]).toEqual(['importing', []]);
  });

  test('about recordings that nobody waits for, beside one that is looked at for long', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, { probe: never }, { follow: false });
    await queue.addOne('a.wav');
    const followed = await queue.addOne('b.wav', { model: 'base' });
    await queue.call('queue.pause', {});
    queue.client.follow([followed]);
    await clock.pass(60_000);
    expect(await stuckIn(queue)).toEqual([]);
  });

  test('after the computer has slept', async () => {
    const clock = drivenClock();
    const queue = await TestQueue.open(folder, {
      engine: () => ({ answer: never }),
      ports: () => ({ chunkBudgetMs: () => 10 ** 8 }),
    });
    const uid = await queue.addOne();
    await queue.engineCalled(1);
    queue.engine.isAlive = false;
    await clock.pass(6_000);
    await clock.sleep(8 * 3_600_000);
    await clock.pass(2_000);
    expect(await stuckIn(queue)).toEqual([]);
    expect(await queue.state(uid)).toBe('running');
  });
});

describe('what is announced', () => {
  test('progress never goes back within a run, nor when a run goes on behind an earlier one', async () => {
    const clock = drivenClock();
    const script = { isHeld: true };
    const answer = async (call: TranscribeCall) => {
      if (call.index === 2 && script.isHeld) await never();
      await clock.pass(3_000);
      return answerOf(call);
    };
    const queue = await TestQueue.open(folder, {
      engine: () => ({ answer }),
      ports: () => ({ chunkBudgetMs: () => 10 ** 8 }),
    });
    const uid = await queue.addOne();
    await clock.until(() => queue.seen.engines[0]?.calls.length === 3, 20_000);
    await clock.pass(5_000);
    await queue.call('jobs.pause', { jobs: 'all', running: 'drop' });
    await queue.reached(uid, 'paused');
    script.isHeld = false;
    await queue.call('jobs.resume', { jobs: 'all' });
    await queue.reached(uid, 'completed');
    const runs = runsIn(queue.eventsOf('job-changed').length > 0 ? queue.events : [], uid);
    expect(runs).toHaveLength(2);
    for (const fractions of runs) {
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
      expect(Math.max(...fractions)).toBeLessThan(1);
    }
    // What the first run has stored is shown from the first moment of the second.
    expect(runs[1]?.[0]).toBeGreaterThan(0.4);
    const { progress } = await queue.view(uid);
    expect(progress).toMatchObject({ fraction: 1, planIsComplete: true, chunksDone: 3, chunksPlanned: 3 });
    expect(queue.events.findLastIndex(({ kind }) => kind === 'job-progress')).toBeLessThan(
      queue.events.findIndex(
        (event) => event.kind === 'job-changed' && event.job.status.state === 'completed',
      ),
    );
  });

  /** The fractions that were told in each run of a job. */
  function runsIn(events: readonly QueueEvent[], uid: string): number[][] {
    const runs: number[][] = [];
    let isRunning = false;
    for (const event of events) {
      if (event.kind === 'job-changed' && event.job.uid === uid) {
        const runsNow = event.job.status.state === 'running';
        if (runsNow && !isRunning) runs.push([]);
        isRunning = runsNow;
        if (runsNow) runs.at(-1)?.push(event.job.progress.fraction);
      }
      if (event.kind === 'job-progress') runs.at(-1)?.push(event.progress.fraction);
    }
    return runs;
  }

  test('text is told once it is stored, each part once', async () => {
    const stored: number[] = [];
    const queue = await TestQueue.open(
      folder,
      { engine: () => ({ states: 2 }) },
      {
        store: {
          inside: ({ method, args }) => {
            if (method !== 'finishChunk') return;
            const sequence = Number(Reflect.get(Object(args[1]), 'sequence'));
            expect(queue.eventsOf('job-segments').map((event) => event.sequence)).not.toContain(sequence);
            stored.push(sequence);
          },
        },
      },
    );
    const uid = await queue.addOne();
    await queue.reached(uid, 'completed');
    const told = queue.eventsOf('job-segments');
    expect(told.map(({ sequence }) => sequence)).toEqual(stored);
    expect(stored.toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
    const { chunks } = await queue.call('transcript.chunks', { uid, from: 0 });
    expect(told.toSorted((a, b) => a.sequence - b.sequence).map(({ segments }) => segments)).toEqual(
      chunks.map(({ segments }) => segments),
    );
  });

  test('every state of every job is told, and the counts are those of the list', async () => {
    const queue = await TestQueue.open(folder, {
      probe: async (file) => {
        if (file.endsWith('bad.wav')) throw new EarshotError('no-audio-track', 'No sound.');
        return await never();
      },
      engine: () => ({ answer: (call) => (call.index < 3 ? answerOf(call) : never()) }),
    });
    const done = await queue.addOne('done.wav');
    await queue.reached(done, 'completed');
    await queue.addOne('running.wav');
    await queue.engineCalled(4);
    await queue.reached(await queue.addOne('bad.wav'), 'failed');
    await queue.addOne('waiting.wav');
    const gone = await queue.addOne('gone.wav');
    await queue.call('jobs.cancel', { jobs: { uids: [gone] } });
    const { counts } = await queue.call('queue.status', {});
    const { jobs, total } = await queue.call('jobs.list', { states: null, offset: 0, limit: 100 });
    const recount = Object.fromEntries(
      JOB_STATES.map((state) => [state, jobs.filter(({ status }) => status.state === state).length]),
    );
    expect(counts).toEqual(recount);
    expect(total).toBe(5);
    const waiting = await queue.call('jobs.list', { states: ['importing', 'running'], offset: 1, limit: 1 });
    expect([waiting.total, waiting.jobs.length]).toEqual([2, 1]);
    for (const { uid, status } of jobs) expect(queue.statesOf(uid).at(-1)).toBe(status.state);
    expect(queue.statesOf(done)).toEqual(['importing', 'running', 'completed']);
    const { entries } = await queue.call('jobs.history', { uid: done });
    expect(entries.map(({ to }) => to)).toEqual(expect.arrayContaining(['running', 'completed']));
    await queue.call('jobs.remove', { jobs: { uids: [done] } });
    expect((await queue.call('queue.status', {})).counts.completed).toBe(0);
  });

  test('reasons that hold the queue are told when they come and when they go', async () => {
    const clock = drivenClock();
    const script: TestQueueScript = { power: { isOnMains: false } };
    const queue = await TestQueue.open(folder, script);
    await queue.call('queue.configure', {
      settings: { onlyOnMainsPower: true, onlyBetween: { fromMinute: 0, untilMinute: 0 } },
    });
    await clock.pass(2_000);
    const uid = await queue.addOne();
    const changes = (): number => queue.eventsOf('queue-changed').length;
    const before = changes();
    expect((await queue.call('queue.status', {})).holds).toMatchObject([{ reason: 'on-battery' }]);
    await clock.pass(5_000);
    expect([changes(), await queue.state(uid)]).toEqual([before, 'queued']);
    script.power = { isOnMains: true };
    await clock.until(async () => (await queue.state(uid)) === 'completed', 5_000);
    expect(changes()).toBe(before + 1);
  });
});

describe('settings', () => {
  test('that contradict each other are refused, and nothing changes', async () => {
    const queue = await TestQueue.open(folder);
    const refusal = await queue.refusal('queue.configure', {
      settings: { blockBelowFreeBytes: 2_000_000_000, maxAttempts: 9 },
    });
    expect(refusal).toMatchObject({ code: 'invalid-argument' });
    expect((await queue.call('queue.status', {})).settings.maxAttempts).toBe(3);
  });

  test('that are changed at the same time do not undo each other', async () => {
    const queue = await TestQueue.open(folder);
    await Promise.all([
      queue.call('queue.pause', {}),
      queue.call('queue.configure', { settings: { maxAttempts: 5, cores: undefined } }),
    ]);
    expect((await queue.call('queue.status', {})).settings).toMatchObject({
      isPaused: true,
      maxAttempts: 5,
      cores: null,
    });
  });

  test('hold in the next program', async () => {
    const queue = await TestQueue.open(folder);
    await queue.call('queue.configure', {
      settings: { order: 'newest-first', maxAttempts: 7, logDetails: true },
    });
    await queue.stop();
    const again = await TestQueue.open(folder, {}, { home: queue.home });
    expect((await again.call('queue.status', {})).settings).toMatchObject({
      order: 'newest-first',
      maxAttempts: 7,
    });
  });
});

describe('models', () => {
  test('are listed, verified and imported, and what was imported can be used at once', async () => {
    const queue = await TestQueue.open(folder);
    expect((await queue.call('models.list', {})).models.map(({ id }) => id)).toEqual(['base', 'silero-vad']);
    expect(await queue.call('models.verify', { id: 'base' })).toMatchObject({ state: 'present' });
    await queue.call('models.import', { path: 'mine' });
    await queue.reached(await queue.addOne('talk.wav', { model: 'mine' }), 'completed');
    expect(queue.seen.choices).toMatchObject([{ modelId: 'mine' }]);
    await settled();
  });
});
