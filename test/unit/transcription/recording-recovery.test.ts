import { expect, test } from 'vitest';
import type { ChunkResult } from '../../../src/main/core/engine/engine.ts';
import { EarshotError, type ErrorCode } from '../../../src/shared/errors.ts';
import { resultOf, type TranscribeCall } from '../../support/scripted-engine.ts';
import { talkAt } from '../../support/sound-stream.ts';
import { answerOf, crash, noMemory, StagedRecording, textsOf } from '../../support/staged-recording.ts';

const gone = (code: ErrorCode) => new EarshotError(code, 'It is gone.');

/** Answers every call, but the first `times` about one talk end with `error`. */
function failing(talk: number, times: number, error: EarshotError = crash) {
  let left = times;
  return async (call: TranscribeCall): Promise<ChunkResult> => {
    if (talkAt(call.startMs) !== talk || left === 0) return answerOf(call);
    left -= 1;
    throw error;
  };
}

function deathsOf(stage: StagedRecording, sequence: number): number {
  return stage.journal.calls.filter(({ name, about }) => name === 'chunkFailed' && about === String(sequence))
    .length;
}

function callsAbout(stage: StagedRecording, talk: number): TranscribeCall[] {
  return stage.engine.calls.filter((call) => talkAt(call.startMs) === talk);
}

test.each<ErrorCode>(['engine-crashed', 'engine-protocol', 'engine-failed', 'over-budget'])(
  'a chunk over which the engine fails with %s is tried up to three times, after longer and longer waits',
  async (code) => {
    const stage = new StagedRecording({ answer: failing(1, 2, gone(code)) });
    const transcript = await stage.completed();
    expect(textsOf(transcript)).toEqual(['This is talk zero.', 'This is talk one.', 'This is talk two.']);
    expect(transcript.review).toEqual([]);
    expect(deathsOf(stage, 1)).toBe(2);
    expect(stage.waits).toEqual([1_000, 2_000]);
  },
);

test.each<ErrorCode>([
  'out-of-memory',
  'model-missing',
  'model-damaged',
  'model-load-failed',
  'device-unavailable',
  'runner-missing',
  'engine-illegal-instruction',
  'disk-full',
])('a chunk over which the engine fails with %s is not tried again: the recording stops', async (code) => {
  const stage = new StagedRecording({ answer: failing(1, 1, gone(code)) });
  expect((await stage.stopped()).code).toBe(code);
  expect([stage.waits, deathsOf(stage, 1), stage.text]).toEqual([[], 0, ['This is talk zero.']]);
});

test('a death is written down before the chunk is tried again', async () => {
  const made: string[] = [];
  const stage = new StagedRecording({
    talkCount: 1,
    answer: async (call) => {
      made.push('heard');
      if (call.index === 0) throw crash;
      return answerOf(call);
    },
    journal: { after: ({ name }) => made.push(name) },
  });
  await stage.completed();
  expect(made.slice(1)).toEqual(['chunkStarted', 'heard', 'chunkFailed', 'heard', 'chunkFinished']);
});

test('after the third death a chunk is cut in two, and both halves become one chunk', async () => {
  const stage = new StagedRecording({ answer: failing(1, 3) });
  const transcript = await stage.completed();
  expect(stage.waits).toEqual([1_000, 2_000, 4_000]);
  const [whole, , , first, second] = callsAbout(stage, 1).map(({ range }) => range);
  expect([first?.firstSample, second?.firstSample]).toEqual([
    whole?.firstSample,
    (first?.firstSample ?? 0) + (first?.sampleCount ?? 0),
  ]);
  expect((first?.sampleCount ?? 0) + (second?.sampleCount ?? 0)).toBe(whole?.sampleCount);
  const halves = transcript.segments.filter(({ id }) => id.startsWith('m-1-'));
  expect(halves.map(({ id, text }) => [id, text])).toEqual([
    ['m-1-0', 'This is talk one.'],
    ['m-1-1', 'This is talk one.'],
  ]);
  expect(halves[0]?.endMs).toBeLessThanOrEqual(halves[1]?.startMs ?? 0);
  expect(stage.journal.finished.map(({ text }) => text.gaps)).toEqual([[], [], []]);
});

test('a half that fails too becomes a gap that says why, and the recording goes on', async () => {
  const stage = new StagedRecording({ answer: failing(1, 4) });
  const transcript = await stage.completed();
  expect(callsAbout(stage, 1)).toHaveLength(5);
  expect(deathsOf(stage, 1)).toBe(3);
  const chunk = stage.journal.finished[1]?.text;
  const [gap] = chunk?.gaps ?? [];
  expect(chunk?.gaps).toHaveLength(1);
  expect(gap).toMatchObject({ startMs: stage.journal.planned[1]?.chunk.startMs, code: 'engine-crashed' });
  expect(gap?.endMs).toBeLessThanOrEqual(chunk?.segments[0]?.startMs ?? 0);
  expect(transcript.review).toEqual([
    {
      reason: 'not-transcribed',
      startMs: gap?.startMs,
      endMs: gap?.endMs,
      note: 'Not transcribed: The engine is gone.',
      channel: null,
    },
  ]);
  expect(textsOf(transcript)).toEqual(['This is talk zero.', 'This is talk one.', 'This is talk two.']);
});

test('a chunk that nothing helps becomes gaps without a hole between them', async () => {
  const stage = new StagedRecording({ answer: failing(1, Number.POSITIVE_INFINITY) });
  await stage.completed();
  const { chunk } = stage.journal.planned[1] ?? {};
  const [first, second] = stage.journal.finished[1]?.text.gaps ?? [];
  expect([first?.startMs, second?.endMs]).toEqual([chunk?.startMs, chunk?.endMs]);
  expect(first?.endMs).toBe(second?.startMs);
  expect(callsAbout(stage, 1)).toHaveLength(5);
});

test('a hang is worth two tries of the whole chunk only', async () => {
  const stage = new StagedRecording({ answer: failing(1, 2, gone('engine-hung')) });
  await stage.completed();
  expect(callsAbout(stage, 1).map(({ range }) => range.sampleCount < 16 * 4_000)).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test.each([
  [1, 2 + 2],
  [2, 1 + 2],
  [3, 0 + 2],
  [7, 0 + 2],
])(
  'deaths of earlier runs count: after %i a chunk has %i tries left, halves included',
  async (deaths, tries) => {
    const before = new StagedRecording({ talkCount: 1, answer: answerOf });
    await before.completed();
    const resume = before.journal.resumePoint();
    const stage = new StagedRecording({
      talkCount: 1,
      answer: failing(0, Number.POSITIVE_INFINITY),
      journal: {
        resume: { ...resume, planned: resume.planned.map((one) => ({ ...one, isFinished: false, deaths })) },
      },
    });
    await stage.completed();
    expect(stage.engine.calls).toHaveLength(tries);
  },
);

test('lack of memory in a half stops the recording: that is not the fault of the sound', async () => {
  let calls = 0;
  const stage = new StagedRecording({
    talkCount: 1,
    answer: () => {
      calls += 1;
      throw calls <= 3 ? crash : noMemory;
    },
  });
  expect(await stage.stopped()).toBe(noMemory);
});

test('halves of the first chunk settle the language for all, by the first that has text', async () => {
  let calls = 0;
  const stage = new StagedRecording({
    answer: (call) => {
      calls += 1;
      if (calls <= 3) throw crash;
      if (calls === 4) return resultOf([' [Music]'], { language: 'fr' });
      const { language } = call.options;
      return answerOf(call, { language: language === 'auto' ? 'de' : language });
    },
  });
  const transcript = await stage.completed();
  expect(stage.languagesAsked()).toEqual(['auto', 'auto', 'auto', 'auto', 'auto', 'de', 'de']);
  expect(transcript.language.code).toBe('de');
});
