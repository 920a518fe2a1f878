import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type EarlierChunk,
  feedChunks,
  type PlannedChunk,
} from '../../../src/main/core/transcription/chunk-feed.ts';
import { DEFAULT_PLAN_RULES } from '../../../src/main/core/transcription/plan-chunks.ts';
import { SpeechScan } from '../../../src/main/core/transcription/speech-scan.ts';
import type { SpeechSpan } from '../../../src/main/core/transcription/speech-track.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { ScriptedEngine } from '../../support/scripted-engine.ts';
import { soundStream, TALK_EVERY_MS, talks } from '../../support/sound-stream.ts';
import { arbitrarySpeech } from './arbitrary-speech.ts';

const never = new AbortController().signal;

function feed(
  engine: ScriptedEngine,
  durationMs: number,
  channels: readonly (number | null)[] = [null],
  earlier: readonly EarlierChunk[] = [],
): AsyncGenerator<PlannedChunk, void, undefined> {
  const scans = channels.map((channel) => new SpeechScan(soundStream(durationMs, channel), engine, never));
  return feedChunks(scans, DEFAULT_PLAN_RULES, earlier);
}

async function takeAll(chunks: AsyncGenerator<PlannedChunk, void, undefined>): Promise<PlannedChunk[]> {
  const taken: PlannedChunk[] = [];
  for await (const chunk of chunks) taken.push(chunk);
  return taken;
}

test('a recording in which nobody speaks has no chunks', async () => {
  expect(await takeAll(feed(new ScriptedEngine(), 100_000))).toEqual([]);
});

test('an empty recording has no chunks, and the engine is not asked about it', async () => {
  const engine = new ScriptedEngine();
  expect(await takeAll(feed(engine, 0))).toEqual([]);
  expect(engine.heardRanges).toEqual([]);
});

test('the first chunk is planned before the end of the recording was listened to', async () => {
  const engine = new ScriptedEngine({ speech: () => talks(100) });
  const { value } = await feed(engine, 100 * TALK_EVERY_MS).next();
  expect(value?.chunk.index).toBe(0);
  const samplesHeard = engine.heardRanges.reduce((sum, range) => sum + range.sampleCount, 0);
  expect(samplesHeard / 16).toBeLessThan(200_000);
});

test('channels are worked on side by side in the order of time, each with its own count', async () => {
  const engine = new ScriptedEngine({
    speech: (path) => (path === 'channel-0.pcm' ? talks(3) : talks(3, TALK_EVERY_MS / 2)),
  });
  const taken = await takeAll(feed(engine, 60_000, [0, 1]));
  expect(taken.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(taken.map(({ streamIndex }) => streamIndex)).toEqual([0, 1, 0, 1, 0, 1]);
  expect(taken.map(({ chunk }) => chunk.index)).toEqual([0, 0, 1, 1, 2, 2]);
});

test('a channel of silence holds the other one up in nothing', async () => {
  const engine = new ScriptedEngine({ speech: (path) => (path === 'channel-1.pcm' ? talks(4) : []) });
  const taken = await takeAll(feed(engine, 60_000, [0, 1]));
  expect(taken.map(({ streamIndex }) => streamIndex)).toEqual([1, 1, 1, 1]);
});

const speech = arbitrarySpeech();

test('several takers get every chunk once, in order, and together all speech', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(speech, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 4 }),
      async (spoken, takers) => {
        const engine = new ScriptedEngine({ speech: (path) => spoken[Number(path.match(/\d+/)?.[0])] ?? [] });
        const durationMs = 1_000 + Math.max(...spoken.map((spans) => spans.at(-1)?.endMs ?? 0));
        const chunks = feed(engine, durationMs, [...spoken.keys()]);
        const taken: PlannedChunk[] = [];
        const take = async (): Promise<void> => {
          for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
            taken.push(next.value);
          }
        };
        await Promise.all(Array.from({ length: takers }, take));

        expect(taken.map(({ sequence }) => sequence)).toEqual([...taken.keys()]);
        const starts = taken.map(({ chunk }) => chunk.startMs);
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
        for (const [streamIndex, spans] of spoken.entries()) {
          const own = taken
            .filter((planned) => planned.streamIndex === streamIndex)
            .map(({ chunk }) => chunk);
          expect(own.map(({ index }) => index)).toEqual([...own.keys()]);
          const heardMs = own
            .flatMap((chunk) => chunk.spans)
            .reduce((sum, span) => sum + span.endMs - span.startMs, 0);
          expect(heardMs).toBe(spans.reduce((sum, span) => sum + span.endMs - span.startMs, 0));
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('an earlier plan goes on wherever it was interrupted: what is not finished first, then the rest', async () => {
  const spoken: Record<string, readonly SpeechSpan[]> = {
    'channel-0.pcm': talks(5),
    'channel-1.pcm': talks(3, TALK_EVERY_MS / 2),
  };
  const engine = new ScriptedEngine({ speech: (path) => spoken[path] ?? [] });
  const whole = await takeAll(feed(engine, 70_000, [0, 1]));
  for (let planned = 0; planned <= whole.length; planned++) {
    const earlier = whole.slice(0, planned).map((one) => ({ ...one, isFinished: one.sequence % 3 !== 0 }));
    const unfinished = whole.filter(({ sequence }) => sequence >= planned || sequence % 3 === 0);
    expect(await takeAll(feed(engine, 70_000, [0, 1], earlier))).toEqual(unfinished);
  }
});

test('every taker learns that listening failed, or finds the feed ended', async () => {
  const engine = new ScriptedEngine({
    listen: async () => {
      throw new EarshotError('engine-crashed', 'Gone.');
    },
  });
  const chunks = feed(engine, 60_000);
  const [first, second] = await Promise.allSettled([chunks.next(), chunks.next()]);
  expect(first).toMatchObject({ status: 'rejected', reason: { code: 'engine-crashed' } });
  expect(second).toMatchObject({ status: 'fulfilled', value: { done: true } });
});
