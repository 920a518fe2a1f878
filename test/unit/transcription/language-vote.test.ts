import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { type HeardLanguage, LanguageVote } from '../../../src/main/core/transcription/language-vote.ts';

const german: HeardLanguage = { code: 'de', probability: 0.9 };
const english: HeardLanguage = { code: 'en', probability: 0.8 };

test('the first chunk of the recording that has text decides, whatever the order of the reports', () => {
  const heard = fc.option(fc.constantFrom(german, english), { nil: null });
  const reportsInOrder = fc
    .array(heard, { minLength: 1, maxLength: 12 })
    .chain((reports) =>
      fc.tuple(fc.constant(reports), fc.shuffledSubarray([...reports.keys()], { minLength: reports.length })),
    );
  fc.assert(
    fc.property(reportsInOrder, ([reports, order]) => {
      const settled: HeardLanguage[] = [];
      const vote = new LanguageVote((language) => settled.push(language));
      for (const sequence of order) vote.report(sequence, reports[sequence] ?? null);
      const first = reports.find((report) => report !== null) ?? null;
      expect(vote.settled).toEqual(first);
      expect(settled).toEqual(first === null ? [] : [first]);
    }),
  );
});

test('nobody waits for ever once all chunks have reported', async () => {
  const heard = fc.option(fc.constantFrom(german, english), { nil: null });
  await fc.assert(
    fc.asyncProperty(fc.array(heard, { minLength: 1, maxLength: 8 }), fc.nat(), async (reports, turn) => {
      const vote = new LanguageVote(() => {});
      const answers = reports.map((_, sequence) => vote.waitFor(sequence));
      const sequences = [...reports.keys()];
      const at = turn % reports.length;
      for (const sequence of [...sequences.slice(at), ...sequences.slice(0, at)]) {
        vote.report(sequence, reports[sequence] ?? null);
      }
      // What each learns: the language, unless everything before it has no text and the answer came before the end.
      for (const [sequence, answer] of (await Promise.all(answers)).entries()) {
        const before = reports.slice(0, sequence).find((report) => report !== null);
        if (before !== undefined) expect(answer).toEqual(before);
      }
    }),
  );
});

test('the first chunk waits for nobody', async () => {
  expect(await new LanguageVote(() => {}).waitFor(0)).toBeNull();
});

test('a chunk behind others without text decides for itself', async () => {
  const vote = new LanguageVote(() => {});
  const answer = vote.waitFor(2);
  vote.report(1, null);
  vote.report(0, null);
  expect(await answer).toBeNull();
  vote.report(2, english);
  expect(vote.settled).toEqual(english);
});

test('a later guess does not change what is settled', async () => {
  const onSettled = vi.fn<(heard: HeardLanguage) => void>();
  const vote = new LanguageVote(onSettled);
  vote.report(0, german);
  vote.report(1, english);
  expect(vote.settled).toEqual(german);
  expect(await vote.waitFor(7)).toEqual(german);
  expect(onSettled).toHaveBeenCalledExactlyOnceWith(german);
});

test('a listener that fails leaves nobody waiting', async () => {
  const vote = new LanguageVote(() => {
    throw new Error('the listener is broken');
  });
  const answer = vote.waitFor(1);
  expect(() => vote.report(0, german)).toThrow('the listener is broken');
  expect(await answer).toEqual(german);
});
