import { afterEach, expect, test, vi } from 'vitest';
import type { ChunkResult } from '../../../src/main/core/engine/engine.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import type { TranscribeCall } from '../../support/scripted-engine.ts';
import { TALK_EVERY_MS, talkAt } from '../../support/sound-stream.ts';
import { answerOf, crash, StagedRecording, textsOf } from '../../support/staged-recording.ts';

afterEach(() => {
  vi.useRealTimers();
});

function deathsOf({ journal }: StagedRecording, sequence: number): number {
  const failed = journal.calls.filter(({ name }) => name === 'chunkFailed');
  return failed.filter(({ about }) => about === String(sequence)).length;
}

test('an engine that does not come up again stops the recording instead of making gaps of the rest', async () => {
  let starts = 0;
  const stage = new StagedRecording({
    talkCount: 6,
    ready: async () => {
      starts += 1;
      if (starts > 1) throw crash;
    },
    answer: (call) => {
      if (talkAt(call.startMs) === 2) throw crash;
      return answerOf(call);
    },
  });
  expect(await stage.stopped()).toBe(crash);
  expect(stage.text).toHaveLength(2);
  expect(stage.engine.calls.filter((call) => talkAt(call.startMs) === 2)).toHaveLength(1);
});

/** An engine that takes all of its calls with it when it dies, as a process does. */
function fatal(isFatal: (call: TranscribeCall) => boolean) {
  const open = new Set<(error: EarshotError) => void>();
  const aTurn = () => new Promise((resolve) => setImmediate(resolve));
  return async (call: TranscribeCall): Promise<ChunkResult> => {
    const { promise, resolve, reject } = Promise.withResolvers<ChunkResult>();
    // Nobody waits for it before the next turn.
    promise.catch(() => {});
    open.add(reject);
    await aTurn();
    if (isFatal(call)) for (const fail of open) fail(crash);
    await aTurn();
    open.delete(reject);
    resolve(answerOf(call));
    return await promise;
  };
}

test('a chunk that kills every engine costs its neighbours one try and no text', async () => {
  const stage = new StagedRecording({
    states: 3,
    talkCount: 6,
    answer: fatal((call) => talkAt(call.startMs) === 1),
  });
  const transcript = await stage.completed();
  expect(textsOf(transcript)).toEqual(
    ['zero', 'two', 'three', 'four', 'five'].map((word) => `This is talk ${word}.`),
  );
  expect(stage.journal.finished.map(({ text }) => text.gaps.length)).toEqual([0, 2, 0, 0, 0, 0]);
  // Positive control: the first death did hit those who were there.
  expect([0, 1, 2].map((sequence) => deathsOf(stage, sequence))).toEqual([1, 3, 1]);
});

test('a chunk without end is stopped when its time is up, tried again, and given up', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const stage = new StagedRecording({
    talkCount: 1,
    answer: () => new Promise<never>(() => {}),
    ports: { chunkBudgetMs: (mediaMs) => 10 * mediaMs },
  });
  for (let call = 1; call <= 5; call++) {
    await stage.engine.called(call);
    await vi.advanceTimersByTimeAsync(10 * TALK_EVERY_MS);
  }
  await stage.completed();
  expect(stage.journal.finished[0]?.text.gaps.map(({ code }) => code)).toEqual([
    'over-budget',
    'over-budget',
  ]);
  expect(stage.engine.calls).toHaveLength(5);
});

test('looking for speech is tried again like a chunk', async () => {
  let left = 2;
  const stage = new StagedRecording({
    answer: answerOf,
    listen: async () => {
      left -= 1;
      if (left >= 0) throw crash;
    },
  });
  expect(textsOf(await stage.completed())).toHaveLength(3);
  expect(stage.waits).toEqual([1_000, 2_000]);
});

test.each([
  ['engine-crashed', 3],
  ['engine-hung', 2],
] as const)(
  'looking for speech that always ends in %s stops the recording after %i tries',
  async (code, tries) => {
    const stage = new StagedRecording({
      answer: answerOf,
      listen: () => Promise.reject(new EarshotError(code, 'Gone.')),
    });
    expect((await stage.stopped()).code).toBe(code);
    expect(stage.engine.heardRanges).toHaveLength(tries);
    expect(stage.journal.calls).toEqual([]);
  },
);

test('what fails in the background is not tried as often again by those who need it', async () => {
  const stage = new StagedRecording({
    talkCount: 7,
    answer: answerOf,
    listen: async ({ firstSample }) => {
      if (firstSample > 0) throw crash;
    },
  });
  expect((await stage.stopped()).code).toBe('engine-crashed');
  expect(stage.engine.heardRanges.filter(({ firstSample }) => firstSample > 0)).toHaveLength(3);
});
