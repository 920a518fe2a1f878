import type { Quality } from '../../../shared/job-options.ts';
import type { DecodeOptions } from '../engine/runner-commands.ts';

/** How much work goes into a chunk; everything else about decoding follows from the recording. */
type Effort = Pick<DecodeOptions, 'beamSize' | 'temperatures'>;

/** OpenAI's own ladder: a window whose text looks wrong is decoded again with more and more chance. */
const FALLBACK_LADDER = [0, 0.2, 0.4, 0.6, 0.8, 1];

const EFFORTS: Record<Quality, Effort> = {
  fast: { beamSize: 1, temperatures: [0] },
  balanced: { beamSize: 1, temperatures: FALLBACK_LADDER },
  accurate: { beamSize: 5, temperatures: FALLBACK_LADDER },
};

export type DecodeRequest = {
  readonly quality: Quality;
  /** A language code of Whisper's, or `auto` to let the engine listen first. */
  readonly language: string;
  readonly translate: boolean;
  readonly prompt: string | null;
};

/** Settings of the first try. */
export function firstTry(request: DecodeRequest): DecodeOptions {
  return {
    ...EFFORTS[request.quality],
    // Five candidates, as OpenAI takes above temperature 0, let the cache of a state grow seven-fold and for good: 29 % more
    // memory for one window that was tried again (docs/benchmarks.md). One keeps the memory the same from start to end.
    bestOf: 1,
    language: request.language,
    translate: request.translate,
    prompt: request.prompt,
    entropyThreshold: 2.4,
    logProbThreshold: -1,
    noSpeechThreshold: 0.6,
    tokenTimes: true,
    suppressNonSpeech: false,
    maxTokens: 0,
  };
}

/**
 * Settings of the second try for a suspicious chunk: another search (beam, or greedy where the first was a beam), a
 * stricter bound against loops (2.8, as in whisper.cpp#1507), and no prompt.
 */
export function secondTry(request: DecodeRequest): DecodeOptions {
  return {
    ...firstTry(request),
    beamSize: request.quality === 'accurate' ? 1 : 5,
    temperatures: FALLBACK_LADDER,
    prompt: null,
    entropyThreshold: 2.8,
  };
}
