import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Chunk,
  DEFAULT_PLAN_RULES,
  planNextChunk,
} from '../../../src/main/core/transcription/plan-chunks.ts';
import {
  type SpeechSpan,
  SpeechTrack,
  WINDOW_MS,
} from '../../../src/main/core/transcription/speech-track.ts';

type Part = { readonly kind: 'speech' | 'silence'; readonly windows: number };
type Sound = { readonly probabilities: number[]; readonly levelsDb: number[] };

/** Speech loud, silence quiet; each window's level a little different, so that there is one quietest point. */
function soundOf(parts: readonly Part[]): Sound {
  const probabilities = parts.flatMap(({ kind, windows }) =>
    Array.from({ length: windows }, () => (kind === 'speech' ? 0.9 : 0.05)),
  );
  const levelsDb = probabilities.map(
    (probability, index) => (probability > 0.5 ? -20 : -60) + ((index * 7) % 5),
  );
  return { probabilities, levelsDb };
}

function completeTrack({ probabilities, levelsDb }: Sound): SpeechTrack {
  const track = new SpeechTrack();
  track.push(probabilities, levelsDb);
  track.complete();
  return track;
}

function planAll(track: SpeechTrack): Chunk[] {
  const chunks: Chunk[] = [];
  for (;;) {
    const step = planNextChunk(track, chunks.at(-1) ?? null, DEFAULT_PLAN_RULES);
    if (step.kind === 'wait') throw new Error('a complete track never waits');
    if (step.kind === 'end') return chunks;
    chunks.push(step.chunk);
  }
}

/** Plans while the sound arrives in slices, as the pipeline does. */
function planWhileItGrows({ probabilities, levelsDb }: Sound, sliceWindows: number): Chunk[] {
  const track = new SpeechTrack();
  const chunks: Chunk[] = [];
  let known = 0;
  for (;;) {
    const step = planNextChunk(track, chunks.at(-1) ?? null, DEFAULT_PLAN_RULES);
    if (step.kind === 'end') return chunks;
    if (step.kind === 'chunk') {
      chunks.push(step.chunk);
      continue;
    }
    const until = known + sliceWindows;
    track.push(probabilities.slice(known, until), levelsDb.slice(known, until));
    known = until;
    if (known >= probabilities.length) track.complete();
  }
}

const seconds = (count: number) => Math.round((count * 1000) / WINDOW_MS);

const parts = fc.array(
  fc.record({
    kind: fc.constantFrom<Part['kind']>('speech', 'silence'),
    windows: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 1500 })),
  }),
  { maxLength: 30 },
);

describe('planNextChunk', () => {
  test('short speech becomes one chunk with padding around it', () => {
    const sound = soundOf([
      { kind: 'silence', windows: 100 },
      { kind: 'speech', windows: 50 },
      { kind: 'silence', windows: 100 },
    ]);
    const [chunk, ...others] = planAll(completeTrack(sound));
    expect(others).toEqual([]);
    expect(chunk?.startMs).toBe(100 * WINDOW_MS - DEFAULT_PLAN_RULES.paddingMs);
    expect(chunk?.endMs).toBe(150 * WINDOW_MS + DEFAULT_PLAN_RULES.paddingMs);
  });

  test('silence alone needs no chunk', () => {
    expect(planAll(completeTrack(soundOf([{ kind: 'silence', windows: 3000 }])))).toEqual([]);
  });

  test('the cut falls into the longest pause', () => {
    const sound = soundOf([
      { kind: 'speech', windows: seconds(12) },
      { kind: 'silence', windows: seconds(0.4) },
      { kind: 'speech', windows: seconds(5) },
      { kind: 'silence', windows: seconds(1.2) },
      { kind: 'speech', windows: seconds(5) },
      { kind: 'silence', windows: seconds(0.4) },
      { kind: 'speech', windows: seconds(12) },
    ]);
    const [first] = planAll(completeTrack(sound));
    expect(first?.endMs).toBeGreaterThan(17_300);
    expect(first?.endMs).toBeLessThan(18_700);
  });

  test('a long silence is never carried inside a chunk', () => {
    const sound = soundOf([
      { kind: 'speech', windows: seconds(3) },
      { kind: 'silence', windows: seconds(6) },
      { kind: 'speech', windows: seconds(3) },
    ]);
    expect(planAll(completeTrack(sound))).toHaveLength(2);
  });

  test('speech without a pause is cut at its quietest point', () => {
    const sound = soundOf([{ kind: 'speech', windows: seconds(40) }]);
    const quietAt = seconds(20);
    for (let window = quietAt - 2; window <= quietAt + 2; window++) sound.levelsDb[window] = -55;
    const [first, second] = planAll(completeTrack(sound));
    expect(Math.abs((first?.endMs ?? 0) - quietAt * WINDOW_MS)).toBeLessThan(WINDOW_MS);
    expect(second?.startMs).toBe(first?.endMs);
  });

  test('every moment of speech is in exactly one chunk, and no chunk is too long', () => {
    fc.assert(
      fc.property(parts, (someParts) => {
        const track = completeTrack(soundOf(someParts));
        const chunks = planAll(track);
        let lastEndMs = 0;
        for (const chunk of chunks) {
          expect(chunk.startMs).toBeGreaterThanOrEqual(lastEndMs);
          expect(chunk.endMs).toBeGreaterThan(chunk.startMs);
          expect(chunk.endMs - chunk.startMs).toBeLessThanOrEqual(DEFAULT_PLAN_RULES.maxChunkMs);
          for (const span of chunk.spans) {
            expect(span.startMs).toBeGreaterThanOrEqual(chunk.startMs);
            expect(span.endMs).toBeLessThanOrEqual(chunk.endMs);
          }
          lastEndMs = chunk.endMs;
        }
        expect(join(chunks.flatMap((chunk) => chunk.spans))).toEqual(join(track.spans));
      }),
    );
  });

  test('the plan is the same whether the sound was there at once or arrived in slices', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 50, max: 2000 }), (someParts, sliceWindows) => {
        const sound = soundOf(someParts);
        expect(planWhileItGrows(sound, sliceWindows)).toEqual(planAll(completeTrack(sound)));
      }),
    );
  });
});

/** Puts spans together that were cut in two. */
function join(spans: readonly SpeechSpan[]): SpeechSpan[] {
  const joined: SpeechSpan[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last?.endMs === span.startMs)
      joined[joined.length - 1] = { startMs: last.startMs, endMs: span.endMs };
    else joined.push(span);
  }
  return joined;
}
