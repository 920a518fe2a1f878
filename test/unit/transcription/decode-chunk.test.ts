import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChunkResult, PcmRange } from '../../../src/main/core/engine/engine.ts';
import { type DecodedChunk, decodeChunk } from '../../../src/main/core/transcription/decode-chunk.ts';
import { scoreDecoding } from '../../../src/main/core/transcription/decode-score.ts';
import type { DecodeRequest } from '../../../src/main/core/transcription/decode-settings.ts';
import { ALL_GUARDS, type Guard, inspect } from '../../../src/main/core/transcription/guards.ts';
import type { Chunk } from '../../../src/main/core/transcription/plan-chunks.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { resultOf, ScriptedEngine, segmentEvent } from '../../support/scripted-engine.ts';

const chunk: Chunk = { index: 0, startMs: 0, endMs: 5_000, spans: [{ startMs: 400, endMs: 4_600 }] };
const range: PcmRange = { pcmPath: 'mix.pcm', firstSample: 0, sampleCount: 80_000 };
const request: DecodeRequest = { quality: 'balanced', language: 'en', translate: false, prompt: 'Earshot' };

/** Finds every text with a question mark suspicious. */
const questionGuard: Guard = ({ segments }) =>
  segments
    .filter(({ text }) => text.includes('?'))
    .map(({ startMs, endMs }) => ({ reason: 'low-confidence', startMs, endMs, note: 'A question.' }));

function scored(text: string, averageLogProbability: number): ChunkResult {
  return resultOf([segmentEvent(text, { averageLogProbability })]);
}

async function decode(
  answers: readonly ChunkResult[],
  guards: readonly Guard[] = [questionGuard],
): Promise<{ decoded: DecodedChunk; engine: ScriptedEngine }> {
  const engine = new ScriptedEngine({
    answer: ({ index }) => answers[index] ?? resultOf([]),
  });
  const decoded = await decodeChunk(engine, chunk, range, request, guards, new AbortController().signal);
  return { decoded, engine };
}

test('text that nobody doubts is decoded once', async () => {
  const only = scored(' Fine.', -0.1);
  const { decoded, engine } = await decode([only]);
  expect(decoded).toMatchObject({ result: only, suspicions: [], replaced: [] });
  expect(engine.calls).toHaveLength(1);
});

test('doubtful text is decoded again, of the same sound, by another search and without the prompt', async () => {
  const { engine } = await decode([scored(' What?', -0.5), scored(' That.', -0.4)]);
  const [first, second] = engine.calls;
  expect(engine.calls).toHaveLength(2);
  expect(second?.range).toEqual(first?.range);
  expect(first?.options).toMatchObject({ beamSize: 1, prompt: 'Earshot', language: 'en' });
  expect(second?.options).toMatchObject({ beamSize: 5, prompt: null, language: 'en' });
});

test('a better second try is kept, and the first is what it replaced', async () => {
  const first = scored(' What?', -0.5);
  const second = scored(' That.', -0.4);
  const { decoded } = await decode([first, second]);
  expect(decoded).toMatchObject({ result: second, suspicions: [], replaced: [first] });
});

test('a worse second try is dropped, and the doubts about the first stay', async () => {
  const first = scored(' What?', -0.5);
  const second = scored(' That.', -0.6);
  const { decoded } = await decode([first, second]);
  expect(decoded).toMatchObject({ result: first, replaced: [second] });
  expect(decoded.suspicions).toHaveLength(1);
});

test('at equal scores the first try is kept', async () => {
  const first = scored(' What?', -0.5);
  const second = scored(' That.', -0.5);
  const { decoded } = await decode([first, second]);
  expect(decoded.result).toBe(first);
});

test('a confident loop loses against an unsure text', async () => {
  const loop = scored(' and so'.repeat(30), -0.05);
  const text = scored(' And so we went on to the next house in the street.', -0.9);
  const { decoded } = await decode([loop, text], ALL_GUARDS);
  expect(decoded).toMatchObject({ result: text, suspicions: [], replaced: [loop] });
});

test('a try without any text loses against a doubtful text while somebody speaks', async () => {
  const doubtful = scored(' What was that now?', -0.9);
  const { decoded } = await decode([doubtful, resultOf([])], [questionGuard, ...ALL_GUARDS]);
  expect(decoded.result).toBe(doubtful);
});

test('the second try is kept exactly when it scores higher', async () => {
  const text = fc.constantFrom(' Yes?', ' Yes.', ' and so'.repeat(20), ' x'.repeat(60), '');
  const result = fc
    .tuple(text, fc.double({ min: -3, max: 0, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([words, averageLogProbability, noSpeechProbability]) =>
      resultOf(words === '' ? [] : [segmentEvent(words, { averageLogProbability, noSpeechProbability })]),
    );
  const guards = [questionGuard, ...ALL_GUARDS];
  const score = (candidate: ChunkResult) => scoreDecoding(candidate, inspect(candidate, chunk, guards));
  await fc.assert(
    fc.asyncProperty(result, result, async (first, second) => {
      const { decoded, engine } = await decode([first, second], guards);
      if (engine.calls.length === 1) {
        expect(inspect(first, chunk, guards)).toEqual([]);
        expect(decoded).toMatchObject({ result: first, replaced: [] });
        return;
      }
      expect(decoded.result).toBe(score(second) > score(first) ? second : first);
      expect(decoded.replaced).toEqual([decoded.result === second ? first : second]);
      expect(decoded.suspicions).toEqual(inspect(decoded.result, chunk, guards));
    }),
  );
});

test('a second try that fails is told, not hidden behind the first', async () => {
  const engine = new ScriptedEngine({
    answer: ({ index }) => {
      if (index === 1) throw new EarshotError('engine-crashed', 'Gone.');
      return scored(' What?', -0.5);
    },
  });
  const decoding = decodeChunk(engine, chunk, range, request, [questionGuard], new AbortController().signal);
  await expect(decoding).rejects.toMatchObject({ code: 'engine-crashed' });
});

test('a cancelled chunk is not tried a second time', async () => {
  const engine = new ScriptedEngine();
  const stop = new AbortController();
  const decoding = decodeChunk(engine, chunk, range, request, [questionGuard], stop.signal);
  stop.abort();
  await expect(decoding).rejects.toMatchObject({ code: 'cancelled' });
  expect(engine.calls).toHaveLength(1);
});
