import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FRESH_START } from '../../support/fresh-start.ts';
import {
  type Kill,
  killed,
  resultOfRun,
  runOnce,
  type SteadyRecording,
} from '../../support/interrupted-recording.ts';
import { TALK_EVERY_MS, talks } from '../../support/sound-stream.ts';
import { answerOf, StagedRecording } from '../../support/staged-recording.ts';
import { arbitrarySpeech } from './arbitrary-speech.ts';

const speech = arbitrarySpeech(1);
const recordings: fc.Arbitrary<SteadyRecording> = fc.record({
  speech: fc.array(speech, { minLength: 1, maxLength: 3 }),
  salt: fc.nat(),
  states: fc.integer({ min: 1, max: 4 }),
});
const kills: fc.Arbitrary<Kill[]> = fc.array(fc.record({ atCall: fc.nat(12), entryIsMade: fc.boolean() }), {
  minLength: 1,
  maxLength: 6,
});

/** Two channels of several minutes with pauses of all lengths. */
const LONG: SteadyRecording = {
  speech: [talks(20), talks(8, 5_000).concat([{ startMs: 120_000, endMs: 190_000 }])],
  salt: 7,
  states: 2,
};

test('a recording that is killed at any entry of its journal goes on to the same plan and the same text', async () => {
  const undisturbed = await runOnce(LONG);
  const expected = resultOfRun(undisturbed);
  // Positive control: there is something to lose in it, of every kind.
  expect(expected.slices.length).toBeGreaterThan(4);
  expect(new Set(undisturbed.journal.calls.map(({ name }) => name)).size).toBe(4);
  for (const { index: atCall } of undisturbed.journal.calls) {
    for (const entryIsMade of [false, true]) {
      const { outcome, journal } = await runOnce(LONG, FRESH_START, [], { atCall, entryIsMade });
      expect(outcome).toEqual({ kind: 'stopped', error: killed });
      const resumed = await runOnce(LONG, journal.resumePoint(), journal.finished);
      expect(resultOfRun(resumed)).toEqual(expected);
    }
  }
});

test('a recording that is killed time and again, in whatever order things happen, ends with the same text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), recordings, kills, async (scheduler, recording, killList) => {
      const expected = resultOfRun(await runOnce(recording));
      const schedule = <T>(work: Promise<T>): Promise<T> => scheduler.schedule(work);
      let resume = FRESH_START;
      let finished: Awaited<ReturnType<typeof runOnce>>['journal']['finished'] = [];
      for (const kill of [...killList, null]) {
        const going = runOnce(recording, resume, finished, kill, schedule);
        await scheduler.waitFor(going);
        const run = await going;
        if (run.outcome.kind === 'completed') {
          expect(resultOfRun(run)).toEqual(expected);
          return;
        }
        expect(run.outcome.error).toBe(killed);
        resume = run.journal.resumePoint();
        finished = run.journal.finished;
      }
      throw new Error('a run that nobody kills comes to its end');
    }),
    { numRuns: 80 },
  );
});

describe('positive control: the comparison notices', () => {
  const recording: SteadyRecording = { speech: [talks(6)], salt: 3, states: 1 };

  async function before(name: string, sequence: number) {
    const run = await runOnce(recording);
    const entry = run.journal.calls.find((call) => call.name === name && call.about === String(sequence));
    return { expected: resultOfRun(run), atCall: entry?.index ?? -1 };
  }

  test('a language that was forgotten', async () => {
    const { expected, atCall } = await before('chunkFinished', 1);
    const { journal } = await runOnce(recording, FRESH_START, [], { atCall, entryIsMade: true });
    const resume = journal.resumePoint();
    expect(resume.language).not.toBeNull();
    const forgetful = await runOnce(recording, { ...resume, language: null }, journal.finished);
    expect(resultOfRun(forgetful).text).not.toEqual(expected.text);
  });

  test('a chunk that is thought to be finished', async () => {
    const { expected, atCall } = await before('chunkStarted', 3);
    const { journal } = await runOnce(recording, FRESH_START, [], { atCall, entryIsMade: true });
    const resume = journal.resumePoint();
    const planned = resume.planned.map((one) => ({ ...one, isFinished: true }));
    const hasty = await runOnce(recording, { ...resume, planned }, journal.finished);
    expect(resultOfRun(hasty).text).not.toEqual(expected.text);
  });

  test('a plan that was forgotten while its text was kept', async () => {
    const { journal } = await runOnce(LONG, FRESH_START, [], { atCall: 30, entryIsMade: true });
    const resume = { ...journal.resumePoint(), planned: [] };
    const { outcome } = await runOnce(LONG, resume, journal.finished);
    expect(outcome).toMatchObject({ kind: 'stopped', error: { code: 'internal' } });
  });
});

test('nothing that is written down is asked for again', async () => {
  const undisturbed = await runOnce(LONG);
  const atCall = Math.floor(undisturbed.journal.calls.length / 2);
  const { journal } = await runOnce(LONG, FRESH_START, [], { atCall, entryIsMade: true });
  const resume = journal.resumePoint();
  const resumed = await runOnce(LONG, resume, journal.finished);
  expect(resume.slices.length).toBeGreaterThan(0);
  expect(resumed.engine.heardRanges).toHaveLength(resumed.journal.slices.length - resume.slices.length);
  const finished = resume.planned.filter(({ isFinished }) => isFinished);
  expect(finished.length).toBeGreaterThan(0);
  const heardAgain = resumed.engine.calls.filter(({ range, startMs }) =>
    finished.some(
      ({ streamIndex, chunk }) =>
        range.pcmPath === `channel-${streamIndex}.pcm` && chunk.startMs <= startMs && startMs < chunk.endMs,
    ),
  );
  expect(heardAgain).toEqual([]);
});

test('a recording that was finished already is completed without asking for anything', async () => {
  const { journal } = await runOnce(LONG);
  const again = await runOnce(LONG, journal.resumePoint(), journal.finished);
  expect(resultOfRun(again)).toEqual(resultOfRun(await runOnce(LONG)));
  expect([again.engine.calls, again.engine.heardRanges, again.journal.calls]).toEqual([[], [], []]);
});

test('what was planned before comes first, in order, and progress goes on from what is finished', async () => {
  const before = new StagedRecording({ talkCount: 6, answer: answerOf });
  await before.completed();
  const resume = before.journal.resumePoint();
  const planned = resume.planned
    .slice(0, 4)
    .map((one) => ({ ...one, isFinished: one.sequence === 0 || one.sequence === 2 }));
  const finished = before.journal.finished.filter(({ sequence }) => sequence === 0 || sequence === 2);
  let nowMs = 0;
  const stage = new StagedRecording({
    talkCount: 6,
    answer: (call) => {
      nowMs += 1_000;
      return answerOf(call);
    },
    journal: { resume: { ...resume, planned }, finished },
    ports: { now: () => nowMs },
  });
  await stage.completed();
  expect(stage.told.map(({ sequence }) => sequence)).toEqual([1, 3, 4, 5]);
  const begun = stage.progress.find(({ stage: name }) => name === 'loading-model');
  expect(begun).toMatchObject({ doneMs: planned[0]?.chunk.endMs, chunksDone: 2, chunksPlanned: 4 });
  const first = stage.progress.find(({ chunksDone }) => chunksDone === 3);
  // Speed is that of this run: what was done before took it no time.
  const doneNowMs = (first?.doneMs ?? 0) - (begun?.doneMs ?? 0);
  expect(first?.speed).toBe(doneNowMs / 1_000);
  expect(stage.progress.at(-1)).toMatchObject({ doneMs: 6 * TALK_EVERY_MS, chunksDone: 6, chunksPlanned: 6 });
});

test('a recording with fewer channels than before is not taken for the same', async () => {
  const { journal } = await runOnce(LONG, FRESH_START, [], { atCall: 12, entryIsMade: true });
  const [first] = LONG.speech;
  const { outcome } = await runOnce(
    { ...LONG, speech: first === undefined ? [] : [first] },
    journal.resumePoint(),
    journal.finished,
  );
  expect(outcome).toMatchObject({ kind: 'stopped', error: { code: 'source-changed' } });
});
