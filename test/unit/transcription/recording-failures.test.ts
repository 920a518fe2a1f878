import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { EarshotError } from '../../../src/shared/errors.ts';
import { talkAt } from '../../support/sound-stream.ts';
import { answerOf, crash, noMemory, type Scene, StagedRecording } from '../../support/staged-recording.ts';

test('a failure that is not the fault of a chunk ends the recording and keeps the text before it', async () => {
  const stage = new StagedRecording({
    answer: (call) => {
      if (talkAt(call.startMs) === 2) throw noMemory;
      return answerOf(call);
    },
  });
  expect(await stage.stopped()).toBe(noMemory);
  expect(stage.text).toEqual(['This is talk zero.', 'This is talk one.']);
  expect(stage.waits).toEqual([]);
});

test('chunks that wait for the language of one that fails are not written down in a language of their own', async () => {
  const stage = new StagedRecording({ states: 3 });
  await stage.engine.called(3);
  const [first, second, third] = stage.engine.calls;
  if (second !== undefined) second.answer(answerOf(second, { language: 'de' }));
  if (third !== undefined) third.answer(answerOf(third, { language: 'de' }));
  first?.fail(noMemory);
  expect(await stage.stopped()).toBe(noMemory);
  expect(stage.text).toEqual([]);
});

test('a failure stops the chunks that are under way', async () => {
  const stage = new StagedRecording({ states: 2 });
  await stage.engine.called(2);
  stage.engine.calls[0]?.fail(noMemory);
  expect(await stage.stopped()).toBe(noMemory);
});

test.each<[string, Scene, string]>([
  ['probing', { ports: { probe: () => Promise.reject(new EarshotError('not-media', 'No.')) } }, 'not-media'],
  [
    'starting to decode',
    { ports: { decode: () => Promise.reject(new EarshotError('disk-full', 'Full.')) } },
    'disk-full',
  ],
  [
    'loading the model',
    { ready: () => Promise.reject(new EarshotError('model-load-failed', 'No.')) },
    'model-load-failed',
  ],
  ['starting the engine', { ready: () => Promise.reject(crash) }, 'engine-crashed'],
  ['listening for speech', { listen: () => Promise.reject(noMemory) }, 'out-of-memory'],
  ['something unforeseen', { ready: () => Promise.reject(new TypeError('x is undefined')) }, 'internal'],
])('a failure at %s is the outcome, and nothing is written down', async (_stage, scene, code) => {
  const stage = new StagedRecording({ states: 3, answer: answerOf, ...scene });
  expect((await stage.stopped()).code).toBe(code);
  expect(stage.journal.calls).toEqual([]);
});

test('a decoder that fails behind the last talk still makes the recording fail, with its text written down', async () => {
  const broken = new EarshotError('decode-failed', 'The file is damaged.');
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  const stage = new StagedRecording({
    answer: answerOf,
    finished: promise,
    onEvent: (event) => {
      if (event.kind === 'progress' && event.progress.chunksDone === 3) reject(broken);
    },
  });
  expect(await stage.stopped()).toBe(broken);
  expect(stage.text).toHaveLength(3);
});

test('a decoder that fails while the model loads is the outcome, not an unhandled rejection', async () => {
  const broken = new EarshotError('decode-failed', 'The file is damaged.');
  const failing = Promise.reject(broken);
  failing.catch(() => {});
  const loading = Promise.withResolvers<void>();
  const stage = new StagedRecording({ answer: answerOf, finished: failing, ready: () => loading.promise });
  // Unhandled rejections are reported after a turn of the event loop; vitest fails the run on any.
  await new Promise((resolve) => setImmediate(resolve));
  loading.resolve();
  expect(await stage.stopped()).toBe(broken);
});

test.each(['probed', 'engine', 'language', 'chunk', 'progress'] as const)(
  'a listener that fails at "%s" ends the recording, not the program',
  async (kind) => {
    const stage = new StagedRecording({
      states: 3,
      answer: answerOf,
      onEvent: (event) => {
        if (event.kind === kind) throw new Error('the listener is broken');
      },
    });
    expect(await stage.stopped()).toMatchObject({ code: 'internal' });
  },
);

test.each(['speechFound', 'chunkStarted', 'chunkFailed', 'chunkFinished'] as const)(
  'a journal that refuses at "%s" stops the recording with its reason',
  async (name) => {
    const refused = new EarshotError('disk-full', 'The disk is full.');
    const stage = new StagedRecording({
      states: 2,
      talkCount: 6,
      answer: (call) => {
        if (talkAt(call.startMs) === 4) throw crash;
        return answerOf(call);
      },
      journal: {
        before: (call) => {
          if (call.name === name) throw refused;
        },
      },
    });
    expect(await stage.stopped()).toBe(refused);
    expect(stage.told.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual(
      stage.journal.finished.map(({ sequence }) => sequence),
    );
  },
);

test('whatever fails, in whatever order, there is one outcome, what is told is written down, and nothing comes after it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      fc.uniqueArray(fc.nat(7), { maxLength: 4 }),
      fc.option(fc.nat(12), { nil: null }),
      async (scheduler, states, failing, cancelAt) => {
        const stage = new StagedRecording({
          states,
          talkCount: 6,
          answer: (call) => {
            if (call.index === cancelAt) stage.stop.abort();
            const result = failing.includes(call.index)
              ? Promise.reject(noMemory)
              : Promise.resolve(answerOf(call));
            return scheduler.schedule(result);
          },
          journal: { after: () => scheduler.schedule(Promise.resolve()) },
        });
        await scheduler.waitFor(stage.outcome);
        const outcome = await stage.outcome;
        const { events, journal } = stage;
        const counts = [events.length, journal.calls.length];
        await scheduler.waitAll();
        expect([events.length, journal.calls.length]).toEqual(counts);
        expect(stage.told.toSorted((a, b) => a.sequence - b.sequence)).toEqual(
          journal.finished.map(({ sequence, text }) => ({ sequence, segments: text.segments })),
        );
        if (outcome.kind === 'completed') expect(stage.text).toHaveLength(6);
        else expect(['cancelled', 'out-of-memory']).toContain(outcome.error.code);
      },
    ),
    { numRuns: 300 },
  );
});
