import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { RunnerToken } from '../../../src/main/core/engine/runner-events.ts';
import { assembleChunk } from '../../../src/main/core/transcription/assemble-chunk.ts';
import type { Chunk } from '../../../src/main/core/transcription/plan-chunks.ts';
import { joinWords } from '../../../src/main/core/transcription/words-from-tokens.ts';
import { discardedSchema, reviewMarkSchema, segmentSchema } from '../../../src/shared/transcript.ts';
import { doneEvent, resultOf, segmentEvent } from '../../support/scripted-engine.ts';

const chunk: Chunk = {
  index: 3,
  startMs: 60_000,
  endMs: 70_000,
  spans: [
    { startMs: 60_400, endMs: 63_000 },
    { startMs: 66_000, endMs: 69_600 },
  ],
};

function assemble(
  texts: Parameters<typeof resultOf>[0],
  done: Parameters<typeof resultOf>[1] = {},
  channel: number | null = null,
) {
  return assembleChunk({ result: resultOf(texts, done), suspicions: [], replaced: [] }, chunk, channel);
}

test('times become media time', () => {
  const result = resultOf([segmentEvent(' Hello there.', { startMs: 500, endMs: 2_500 })]);
  const spoken = { ...chunk, spans: [{ startMs: 60_400, endMs: 63_000 }] };
  const { segments } = assembleChunk({ result, suspicions: [], replaced: [] }, spoken, null);
  expect(segments[0]).toMatchObject({ startMs: 60_500, endMs: 62_500, text: 'Hello there.', language: 'en' });
});

test('ids tell channel, chunk and place, and stay unique where descriptions of sounds are left out', () => {
  const texts = [' One.', ' [Music]', ' Two.'];
  expect(assemble(texts).segments.map(({ id }) => id)).toEqual(['m-3-0', 'm-3-1']);
  expect(assemble(texts, {}, 1).segments.map(({ id }) => id)).toEqual(['1-3-0', '1-3-1']);
});

test('descriptions of sounds are kept out of the text and recorded', () => {
  const music = segmentEvent(' [Music]', { startMs: 4_000, endMs: 5_000 });
  const { segments, discarded } = assemble([' One.', music]);
  expect(segments.map(({ text }) => text)).toEqual(['One.']);
  expect(discarded).toEqual([
    { reason: 'sound-description', startMs: 64_000, endMs: 65_000, text: '[Music]', channel: null },
  ]);
});

test('what the runner set aside is recorded with its reason, in media time', () => {
  const aside = { temperature: 0, noSpeechProbability: 0.9, averageLogProbability: null };
  const { discarded } = assemble([], {
    discarded: [
      { ...aside, reason: 'no-speech', startMs: 100, endMs: 900, text: ' Thank you.' },
      { ...aside, reason: 'outside-audio', startMs: 9_900, endMs: 14_000, text: ' Bye.' },
    ],
  });
  expect(discarded).toEqual([
    { reason: 'no-speech', startMs: 60_100, endMs: 60_900, text: 'Thank you.', channel: null },
    { reason: 'outside-audio', startMs: 69_900, endMs: 70_000, text: 'Bye.', channel: null },
  ]);
});

test('every segment of every try that lost is recorded as replaced', () => {
  const { segments, discarded } = assembleChunk(
    {
      result: resultOf([' Kept.']),
      suspicions: [],
      replaced: [resultOf([' Lost.', ' Lost too.']), resultOf([' Lost before.'])],
    },
    chunk,
    0,
  );
  expect(segments.map(({ text }) => text)).toEqual(['Kept.']);
  expect(discarded.map(({ reason, text, channel }) => [reason, text, channel])).toEqual([
    ['replaced', 'Lost.', 0],
    ['replaced', 'Lost too.', 0],
    ['replaced', 'Lost before.', 0],
  ]);
});

test('doubts become marks in media time that end with the chunk', () => {
  const { review } = assembleChunk(
    {
      result: resultOf([' Kept.']),
      suspicions: [{ reason: 'too-fast', startMs: 500, endMs: 99_000, note: 'Fast.' }],
      replaced: [],
    },
    chunk,
    null,
  );
  expect(review).toEqual([
    { reason: 'too-fast', startMs: 60_500, endMs: 70_000, note: 'Fast.', channel: null },
  ]);
});

test('more words than milliseconds: the text stays, without times of words', () => {
  const short: Chunk = { index: 0, startMs: 1_000, endMs: 1_003, spans: [{ startMs: 1_000, endMs: 1_003 }] };
  const { segments } = assembleChunk(
    { result: resultOf([' one two three four five']), suspicions: [], replaced: [] },
    short,
    null,
  );
  expect(segments).toEqual([
    expect.objectContaining({ text: 'one two three four five', startMs: 1_000, endMs: 1_003, words: [] }),
  ]);
});

const text = fc.string({
  unit: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('a', 'e', 'Z', '7', '.', ',', ' ', '\u00A0') },
    {
      weight: 3,
      arbitrary: fc.constantFrom('我', '们', '日', 'か\u3099', 'ส', '\u0E31', '한', '\u1112\u1161\u11AB'),
    },
    { weight: 2, arbitrary: fc.constantFrom('e\u0301', '\u0301', '\u0327', 'ﬁ', 'Å', '\u212B', 'ơ\u0323') },
    { weight: 2, arbitrary: fc.constantFrom('😀', '👩‍👩‍👧‍👦', '🇩🇪', '❤️', '👍🏽', '\u200D', '\uFE0F') },
    { weight: 1, arbitrary: fc.constantFrom('(', ')', '[Music]', '♪', '*') },
  ),
  maxLength: 12,
});
/** Times as no runner should send them: backwards, empty, beyond the chunk. */
const timeMs = fc.oneof(fc.nat(10_000), fc.nat(60_000), fc.constantFrom(0, 400, 3_000, 6_000, 10_000));
const token: fc.Arbitrary<RunnerToken> = fc.record({
  ids: fc.array(fc.nat(50_000), { minLength: 1, maxLength: 3 }),
  text: fc.oneof(
    text,
    text.map((value) => ` ${value}`),
  ),
  startMs: timeMs,
  endMs: timeMs,
  probability: fc.double({ min: 0, max: 1, noNaN: true }),
});
const segment = fc
  .record({
    tokens: fc.array(token, { maxLength: 15 }),
    startMs: timeMs,
    endMs: timeMs,
    averageLogProbability: fc.option(fc.double({ min: -5, max: 0, noNaN: true }), { nil: null }),
  })
  .map(({ tokens, ...fields }) => ({
    ...segmentEvent(tokens.map((part) => part.text).join(''), fields),
    tokens,
  }));
const spans = fc.constantFrom(
  chunk.spans,
  [{ startMs: 60_000, endMs: 70_000 }],
  [{ startMs: 64_000, endMs: 64_096 }],
  [{ startMs: 66_000, endMs: 70_000 }],
);

test('whatever tokens the engine sends, segments fit the schema, the chunk and each other', () => {
  fc.assert(
    fc.property(
      fc.array(segment, { maxLength: 6 }),
      fc.constantFrom('en', 'zh', 'ja', 'th', 'yue', 'ko', 'my'),
      spans,
      fc.option(fc.nat(7), { nil: null }),
      (events, language, spoken, channel) => {
        const { segments, discarded, review } = assembleChunk(
          {
            result: { segments: events, done: doneEvent({ language }) },
            suspicions: events.map(({ startMs, endMs }) => ({
              reason: 'repetition',
              startMs,
              endMs,
              note: '',
            })),
            replaced: [],
          },
          { ...chunk, spans: spoken },
          channel,
        );
        z.array(segmentSchema).parse(segments);
        z.array(discardedSchema).parse(discarded);
        z.array(reviewMarkSchema).parse(review);
        expect(new Set(segments.map(({ id }) => id)).size).toBe(segments.length);
        let cursorMs = chunk.startMs;
        for (const { startMs, endMs, text: written, words } of segments) {
          expect(written).toBe(written.normalize('NFC'));
          expect(written).toBe(written.trim());
          expect(joinWords(words).normalize('NFC')).toBe(written);
          expect([startMs, endMs]).toEqual([words[0]?.startMs, words.at(-1)?.endMs]);
          for (const word of words) {
            expect(word.text).toBe(word.text.normalize('NFC'));
            expect(word.text).not.toMatch(/^\s|\s$/u);
            expect(word.startMs).toBeGreaterThanOrEqual(cursorMs);
            expect(word.endMs).toBeGreaterThan(word.startMs);
            cursorMs = word.endMs;
          }
        }
        expect(cursorMs).toBeLessThanOrEqual(chunk.endMs);
        for (const { startMs, endMs } of [...discarded, ...review]) {
          expect(startMs).toBeGreaterThanOrEqual(chunk.startMs);
          expect(endMs).toBeLessThanOrEqual(chunk.endMs);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('no letter of what the engine wrote is lost', () => {
  const letters = (value: string) => value.normalize('NFC').replaceAll(/\s/gu, '');
  fc.assert(
    fc.property(
      fc.array(segment, { maxLength: 6 }),
      fc.constantFrom('en', 'zh', 'th'),
      (events, language) => {
        const result = { segments: events, done: doneEvent({ language }) };
        const { segments, discarded } = assembleChunk({ result, suspicions: [], replaced: [] }, chunk, null);
        const kept = [...segments, ...discarded].map((part) => letters(part.text));
        expect(kept.filter((part) => part !== '').toSorted()).toEqual(
          events
            .map((event) => letters(event.text))
            .filter((part) => part !== '')
            .toSorted(),
        );
      },
    ),
  );
});
