import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { resultOf } from '../../support/scripted-engine.ts';
import { talkAt } from '../../support/sound-stream.ts';
import { answerOf, StagedRecording, textsOf } from '../../support/staged-recording.ts';

test('the first chunk with text settles the language, and a chunk that guessed another is decoded again', async () => {
  const stage = new StagedRecording({ states: 2 });
  await stage.engine.called(2);
  const [first, second] = stage.engine.calls;
  second?.answer(resultOf([' Something else.'], { language: 'en', languageProbability: 0.5 }));
  first?.answer(resultOf([' Guten Tag.'], { language: 'de', languageProbability: 0.9 }));
  await stage.engine.called(4);
  for (const call of stage.engine.calls.slice(2)) call.answer(resultOf([' Ja.'], { language: 'de' }));
  const transcript = await stage.completed();
  expect(stage.languagesAsked()).toEqual(['auto', 'auto', 'de', 'de']);
  expect(stage.engine.calls.filter((call) => talkAt(call.startMs) === 1)).toHaveLength(2);
  expect(textsOf(transcript)).toEqual(['Guten Tag.', 'Ja.', 'Ja.']);
  expect(transcript.language).toEqual({ code: 'de', probability: 0.9, mode: 'detected' });
  expect(stage.events.filter((event) => event.kind === 'language')).toEqual([
    { kind: 'language', code: 'de', probability: 0.9 },
  ]);
  expect(transcript.discarded).toEqual([
    expect.objectContaining({ reason: 'replaced', text: 'Something else.' }),
  ]);
});

test('the settled language is written down with the chunk that settled it and with all that follow', async () => {
  const stage = new StagedRecording({
    answer: (call) =>
      talkAt(call.startMs) === 0 ? resultOf([], { language: 'fr' }) : answerOf(call, { language: 'de' }),
  });
  await stage.completed();
  expect(stage.journal.finished.map(({ language }) => language?.code ?? null)).toEqual([null, 'de', 'de']);
});

test('a chunk that guessed the same language is not decoded again', async () => {
  const stage = new StagedRecording({ states: 3, answer: (call) => answerOf(call, { language: 'en' }) });
  await stage.completed();
  expect(stage.engine.calls).toHaveLength(3);
});

test.each([
  ['no text', resultOf([], { language: 'nn', languageProbability: 0.2 })],
  ['only music', resultOf([' [Music]'], { language: 'nn', languageProbability: 0.2 })],
])('a first chunk with %s does not settle the language', async (_what, nothing) => {
  const stage = new StagedRecording({
    answer: (call) =>
      call.index === 0 ? nothing : answerOf(call, { language: 'fr', languageProbability: 0.7 }),
  });
  const transcript = await stage.completed();
  expect(transcript.language).toMatchObject({ code: 'fr' });
  expect(stage.languagesAsked()).toEqual(['auto', 'auto', 'fr']);
});

test('in whatever order chunks finish, all text is in the language of the first chunk', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.constantFrom('de', 'en', 'fr'), { minLength: 6, maxLength: 6 }),
      async (scheduler, states, guesses) => {
        const stage = new StagedRecording({
          states,
          talkCount: 6,
          answer: (call) => {
            const { language } = call.options;
            const heard = language === 'auto' ? (guesses[talkAt(call.startMs)] ?? '') : language;
            return scheduler.schedule(Promise.resolve(answerOf(call, { language: heard })));
          },
        });
        await scheduler.waitFor(stage.outcome);
        const { segments } = await stage.completed();
        expect(segments.map((segment) => segment.language)).toEqual(guesses.map(() => guesses[0]));
      },
    ),
  );
});

test('a fixed language is never listened for', async () => {
  const stage = new StagedRecording({
    answer: answerOf,
    request: { language: { mode: 'fixed', code: 'en' } },
  });
  const transcript = await stage.completed();
  expect(stage.languagesAsked()).toEqual(['en', 'en', 'en']);
  expect(transcript.language).toEqual({ code: 'en', probability: null, mode: 'fixed' });
});

test('per part, every chunk keeps the language it heard, and the longest spoken one is named', async () => {
  const languages = ['de', 'en', 'en'];
  const stage = new StagedRecording({
    states: 2,
    request: { language: { mode: 'per-part' } },
    answer: (call) => answerOf(call, { language: languages[talkAt(call.startMs)] ?? '' }),
  });
  const transcript = await stage.completed();
  expect(stage.languagesAsked()).toEqual(['auto', 'auto', 'auto']);
  expect(transcript.segments.map(({ language }) => language)).toEqual(languages);
  expect(transcript.language).toEqual({ code: 'en', probability: null, mode: 'per-part' });
});

test('a language that an earlier run has settled is told, and not listened for again', async () => {
  const stage = new StagedRecording({
    answer: answerOf,
    journal: { resume: { planned: [], slices: [], language: { code: 'de', probability: 0.8 } } },
  });
  const transcript = await stage.completed();
  expect(stage.languagesAsked()).toEqual(['de', 'de', 'de']);
  expect(transcript.language).toEqual({ code: 'de', probability: 0.8, mode: 'detected' });
  expect(stage.events).toContainEqual({ kind: 'language', code: 'de', probability: 0.8 });
});
