import { describe, expect, test } from 'vitest';
import type { ChunkResult } from '../../../src/main/core/engine/engine.ts';
import type { RunnerEventOf } from '../../../src/main/core/engine/runner-events.ts';
import {
  ALL_GUARDS,
  compressionGuard,
  confidenceGuard,
  findLoop,
  type Guard,
  inspect,
  noSpeechGuard,
  repetitionGuard,
  silenceGuard,
  speedGuard,
} from '../../../src/main/core/transcription/guards.ts';
import type { Chunk } from '../../../src/main/core/transcription/plan-chunks.ts';

const chunk: Chunk = { index: 0, startMs: 0, endMs: 20_000, spans: [{ startMs: 0, endMs: 20_000 }] };

type Spoken = {
  text: string;
  startMs?: number;
  endMs?: number;
  logProbability?: number | null;
  noSpeech?: number;
};

/** A result as the engine gives it; token ids follow the words, so equal words have equal ids. */
function resultOf(...spoken: Spoken[]): ChunkResult {
  const ids = new Map<string, number>();
  const segments = spoken.map(
    (
      { text, startMs = 0, endMs = 15_000, logProbability = -0.2, noSpeech = 0.01 },
      index,
    ): RunnerEventOf<'segment'> => ({
      ev: 'segment',
      id: '1',
      index,
      startMs,
      endMs,
      text,
      temperature: 0,
      noSpeechProbability: noSpeech,
      averageLogProbability: logProbability,
      tokens: text.split(' ').map((word) => {
        if (!ids.has(word)) ids.set(word, ids.size);
        return { ids: [ids.get(word) ?? 0], text: ` ${word}`, startMs, endMs, probability: 0.9 };
      }),
    }),
  );
  return { segments, done: DONE };
}

const DONE: RunnerEventOf<'done'> = {
  ev: 'done',
  id: '1',
  result: 'completed',
  language: 'en',
  languageProbability: null,
  windows: [],
  discarded: [],
  timings: { queueMs: 0, wallMs: 0, cpuMs: 0, melMs: 0, encodeMs: 0, decodeMs: 0, promptMs: 0, sampleMs: 0 },
  tokenCount: 0,
  encodeCount: 1,
  peakRssBytes: 0,
};

const REAL_SPEECH: Spoken = {
  text: 'And it is worth mention in passing that, as an example of fine typography, the earliest book printed with movable types has never been surpassed.',
};

const CASES: { name: string; guard: Guard; reason: string; result: ChunkResult }[] = [
  {
    name: 'the same words over and over',
    guard: repetitionGuard,
    reason: 'repetition',
    result: resultOf({ text: 'Thank you very much. '.repeat(6).trim() }),
  },
  {
    name: 'the same words written with other tokens',
    guard: repetitionGuard,
    reason: 'repetition',
    result: resultOf(
      ...['So we go on.', 'so we go on', 'So, we go on!', 'so we go on...'].map((text) => ({ text })),
    ),
  },
  {
    name: 'a loop with small changes',
    guard: compressionGuard,
    reason: 'compression',
    result: resultOf({
      text: Array.from({ length: 14 }, (_, index) => `and then we went to the house number ${index}`).join(
        ' ',
      ),
    }),
  },
  {
    name: 'words the model was unsure of',
    guard: confidenceGuard,
    reason: 'low-confidence',
    result: resultOf({ ...REAL_SPEECH, logProbability: -1.3 }),
  },
  {
    name: 'text the engine could not score',
    guard: confidenceGuard,
    reason: 'low-confidence',
    result: resultOf({ ...REAL_SPEECH, logProbability: null }),
  },
  {
    name: 'half-sure text where there seems to be no speech',
    guard: noSpeechGuard,
    reason: 'possibly-no-speech',
    result: resultOf({ text: 'Thanks for watching!', logProbability: -0.8, noSpeech: 0.7 }),
  },
  {
    name: 'more words than fit into the time',
    guard: speedGuard,
    reason: 'too-fast',
    result: resultOf({ ...REAL_SPEECH, startMs: 1000, endMs: 2000 }),
  },
  { name: 'speech without a word', guard: silenceGuard, reason: 'nothing-recognised', result: resultOf() },
  {
    name: 'speech of which only sounds are described',
    guard: silenceGuard,
    reason: 'nothing-recognised',
    result: resultOf({ text: '(speaking in foreign language)' }),
  },
];

describe('guards', () => {
  test('real speech passes all of them', () => {
    expect(inspect(resultOf(REAL_SPEECH), chunk, ALL_GUARDS)).toEqual([]);
  });

  test.each(CASES)('$name is suspicious', ({ guard, reason, result }) => {
    expect(inspect(result, chunk, ALL_GUARDS).map((suspicion) => suspicion.reason)).toContain(reason);
    // Without its guard nobody notices: no other one does the same work.
    const others = ALL_GUARDS.filter((other) => other !== guard);
    expect(inspect(result, chunk, others).map((suspicion) => suspicion.reason)).not.toContain(reason);
  });

  test('a suspicion says where it is', () => {
    const loop = resultOf(
      { text: 'A first phrase.', startMs: 0, endMs: 2000 },
      { text: 'no and no and '.repeat(8).trim(), startMs: 2000, endMs: 9000 },
    );
    expect(inspect(loop, chunk, [repetitionGuard])).toMatchObject([{ startMs: 2000, endMs: 9000 }]);
  });

  test('a refrain sung twice is no loop', () => {
    expect(
      inspect(resultOf({ text: 'row row row your boat row row row your boat' }), chunk, [repetitionGuard]),
    ).toEqual([]);
  });

  test('a short sound without words needs no look', () => {
    const short = { ...chunk, spans: [{ startMs: 0, endMs: 900 }] };
    expect(inspect(resultOf(), short, ALL_GUARDS)).toEqual([]);
  });
});

describe('findLoop', () => {
  test('finds the longest loop and how often it turns', () => {
    expect(findLoop('x a b a b a b a b a b a b y'.split(' '))).toEqual({ first: 1, last: 12, turns: 6 });
  });

  test('finds none in text without one', () => {
    expect(findLoop('the quick brown fox jumps over the lazy dog and runs away again'.split(' '))).toBeNull();
  });
});
