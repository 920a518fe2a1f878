import { describe, expect, test } from 'vitest';
import type { StoreMethod } from '../../src/main/core/storage/store-protocol.ts';
import type { JobState } from '../../src/shared/job-state.ts';
import { orCancelled } from '../support/scripted-engine.ts';
import { answerOf } from '../support/staged-recording.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { latch, settled, TestQueue, type TestQueueScript } from '../support/test-queue.ts';

const folder = suiteFolder();

const WHOLE_TEXT = ['This is talk zero.', 'This is talk one.', 'This is talk two.'];

type Latch = ReturnType<typeof latch>;

/** Where a run is held, once. */
type Moment = {
  readonly name: string;
  readonly script?: (held: Latch) => TestQueueScript;
  readonly store?: { readonly when: 'before' | 'inside' | 'after'; readonly method: StoreMethod };
};

/** Lets the first one in and holds it; the others pass. */
function once(held: Latch): () => Promise<void> {
  let isFirst = true;
  return async () => {
    if (!isFirst) return;
    isFirst = false;
    await held.pass();
  };
}

const inStore = (method: StoreMethod): Moment[] =>
  (['before', 'inside', 'after'] as const).map((when) => ({
    name: `${when} the store's "${method}"`,
    store: { when, method },
  }));

const MOMENTS: readonly Moment[] = [
  ...inStore('start'),
  {
    name: 'while an engine is looked for',
    script: (held) => ({
      engine: ((hold) => async () => {
        await hold();
        return {};
      })(once(held)),
    }),
  },
  {
    name: 'while ffmpeg is looked for',
    script: (held) => ({
      tools: once(held),
    }),
  },
  ...inStore('resumePoint'),
  {
    name: 'while the recording is probed',
    script: (held) => {
      const hold = once(held);
      return {
        ports: ({ probe }) => ({
          probe: async (file, signal) => {
            await orCancelled(signal, hold());
            return await probe(file, signal);
          },
        }),
      };
    },
  },
  {
    name: 'while the decoder is started',
    script: (held) => {
      const hold = once(held);
      return {
        ports: ({ decode }) => ({
          decode: async (request) => {
            await orCancelled(request.signal, hold());
            return await decode(request);
          },
        }),
      };
    },
  },
  {
    name: 'while the model is loaded',
    script: (held) => ({ engine: ((hold) => () => ({ ready: hold }))(once(held)) }),
  },
  ...inStore('setEngine'),
  {
    name: 'while speech is looked for',
    script: (held) => ({ engine: ((hold) => () => ({ listen: hold }))(once(held)) }),
  },
  ...inStore('addSpeechSlice'),
  ...inStore('startChunk'),
  {
    name: 'in a chunk',
    script: (held) => ({
      engine: ((hold) => () => ({
        answer: async (call) => {
          await hold();
          return answerOf(call);
        },
      }))(once(held)),
    }),
  },
  ...inStore('finishChunk'),
  ...inStore('complete'),
];

const COMMANDS = ['cancel', 'pause and drop', 'pause when done'] as const;

async function heldAt({ script, store }: Moment): Promise<{ queue: TestQueue; held: Latch; uid: string }> {
  const held = latch();
  const hold = once(held);
  const queue = await TestQueue.open(folder, script?.(held) ?? {}, {
    store:
      store === undefined
        ? {}
        : {
            [store.when]: ({ method }: { method: StoreMethod }) => (method === store.method ? hold() : null),
          },
  });
  const uid = await queue.addOne();
  await held.arrived;
  return { queue, held, uid };
}

function command(queue: TestQueue, what: (typeof COMMANDS)[number], uid: string): Promise<unknown> {
  const jobs = { uids: [uid] };
  if (what === 'cancel') return queue.call('jobs.cancel', { jobs });
  return queue.call('jobs.pause', { jobs, running: what === 'pause and drop' ? 'drop' : 'finish' });
}

/** Once the text is whole a pause comes too late, and once that is stored everything does. */
function expectedEnd({ store }: Moment, what: (typeof COMMANDS)[number]): JobState {
  if (store?.method === 'complete' && (store.when !== 'before' || what !== 'cancel')) return 'completed';
  return what === 'cancel' ? 'canceled' : 'paused';
}

describe.each(MOMENTS)('$name', (moment) => {
  test.each(COMMANDS)('%s ends the run exactly once, and keeps what is stored', async (what) => {
    const { queue, held, uid } = await heldAt(moment);
    const asked = command(queue, what, uid);
    await settled();
    held.open();
    await asked;
    const end = await queue.reached(uid, 'canceled', 'paused', 'completed');
    await queue.own.untilNothingIsOwed(new AbortController().signal);
    await settled();
    expect(end.status.state).toBe(expectedEnd(moment, what));
    expect(queue.statesOf(uid).filter((state) => state === end.status.state)).toHaveLength(1);
    expect(queue.tempFolders).toEqual([]);
    expect(queue.logged).not.toContain('job.run-not-settled');

    const before = end.status.state === 'completed' ? WHOLE_TEXT : await queue.texts(uid).catch(() => []);
    if (end.status.state === 'canceled') await queue.call('jobs.retry', { jobs: { uids: [uid] } });
    if (end.status.state === 'paused') await queue.call('jobs.resume', { jobs: { uids: [uid] } });
    await queue.reached(uid, 'completed');
    const after = await queue.texts(uid);
    expect(after).toEqual(WHOLE_TEXT);
    expect(after).toEqual(expect.arrayContaining(before));
  });
});
