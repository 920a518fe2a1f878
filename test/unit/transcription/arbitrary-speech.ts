import * as fc from 'fast-check';
import type { SpeechSpan } from '../../../src/main/core/transcription/speech-track.ts';

const windows = (max: number) => fc.integer({ min: 1, max }).map((count) => count * 32);

/** Speech in whole windows of detection, long enough to be no click, apart by more than a short pause. */
export function arbitrarySpeech(minSpans = 0): fc.Arbitrary<readonly SpeechSpan[]> {
  return fc
    .array(fc.tuple(windows(300), windows(1_500)), { minLength: minSpans, maxLength: 12 })
    .map((pairs) => {
      let cursorMs = 0;
      return pairs.map(([pauseMs, spokenMs]) => {
        const startMs = cursorMs + 320 + pauseMs;
        cursorMs = startMs + 96 + spokenMs;
        return { startMs, endMs: cursorMs };
      });
    });
}
