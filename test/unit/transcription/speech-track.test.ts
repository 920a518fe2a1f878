import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpeechTrack, WINDOW_MS } from '../../../src/main/core/transcription/speech-track.ts';

const silence = (windows: number) => Array.from({ length: windows }, () => 0.02);
const speech = (windows: number) => Array.from({ length: windows }, () => 0.95);

function trackOf(...parts: number[][]): SpeechTrack {
  const track = new SpeechTrack();
  const probabilities = parts.flat();
  track.push(
    probabilities,
    probabilities.map(() => -20),
  );
  track.complete();
  return track;
}

describe('SpeechTrack', () => {
  test('finds a stretch of speech between silences', () => {
    expect(trackOf(silence(10), speech(20), silence(10)).spans).toEqual([
      { startMs: 10 * WINDOW_MS, endMs: 30 * WINDOW_MS },
    ]);
  });

  test('a pause within a word does not end a span, a longer one does', () => {
    expect(trackOf(speech(10), silence(4), speech(10)).spans).toHaveLength(1);
    expect(trackOf(speech(10), silence(6), speech(10)).spans).toHaveLength(2);
  });

  test('a click is not speech', () => {
    expect(trackOf(silence(10), speech(2), silence(10)).spans).toEqual([]);
  });

  test('speech goes on while the probability stays above the lower threshold', () => {
    const fading = [0.9, 0.9, 0.9, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4];
    expect(trackOf(fading, silence(10)).spans).toEqual([{ startMs: 0, endMs: 10 * WINDOW_MS }]);
  });

  test('speech that never reaches the upper threshold is none', () => {
    expect(trackOf(Array.from({ length: 40 }, () => 0.45)).spans).toEqual([]);
  });

  test('speech that is still going on shows as a span up to where it was heard', () => {
    const track = new SpeechTrack();
    track.push(speech(10), speech(10));
    expect(track.spans).toEqual([{ startMs: 0, endMs: 10 * WINDOW_MS }]);
    expect(track.isComplete).toBe(false);
  });

  test('the spans do not depend on how the windows arrive', () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.array(probability, { maxLength: 40 }), { maxLength: 10 }), (slices) => {
        const inSlices = new SpeechTrack();
        for (const slice of slices) inSlices.push(slice, slice);
        inSlices.complete();
        expect(inSlices.spans).toEqual(trackOf(slices.flat()).spans);
      }),
    );
  });

  test('spans are sorted, apart and inside what is known', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 400 }),
        (probabilities) => {
          const track = trackOf(probabilities);
          let lastEndMs = -1;
          for (const span of track.spans) {
            expect(span.startMs).toBeGreaterThan(lastEndMs);
            expect(span.endMs).toBeGreaterThan(span.startMs);
            lastEndMs = span.endMs;
          }
          expect(lastEndMs).toBeLessThanOrEqual(track.knownUntilMs);
        },
      ),
    );
  });
});
