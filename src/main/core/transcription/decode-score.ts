import type { ChunkResult } from '../engine/engine.ts';
import type { Suspicion, SuspicionReason } from './guards.ts';

/**
 * What each kind of suspicion costs, in units of average log-probability. A loop or a missing text outweighs any
 * confidence (loops are *more* confident than real text); a low confidence is already in the average.
 */
const PENALTIES: Record<SuspicionReason, number> = {
  'nothing-recognised': 4,
  repetition: 3,
  compression: 2,
  'too-fast': 1,
  'possibly-no-speech': 0.5,
  'low-confidence': 0,
};

/** A decoder that failed before its text was scored knows less than one that guesses, and no text is no better. */
const UNSCORED_LOG_PROBABILITY = -2;

/**
 * How good a decoding of a chunk is, to choose between two tries: the average log-probability over all tokens, less
 * a penalty for each kind of suspicion. Higher is better; only differences mean something.
 */
export function scoreDecoding(result: ChunkResult, suspicions: readonly Suspicion[]): number {
  let tokens = 0;
  let sum = 0;
  for (const segment of result.segments) {
    tokens += segment.tokens.length;
    sum += (segment.averageLogProbability ?? UNSCORED_LOG_PROBABILITY) * segment.tokens.length;
  }
  const confidence = tokens === 0 ? UNSCORED_LOG_PROBABILITY : sum / tokens;
  const reasons = new Set(suspicions.map((suspicion) => suspicion.reason));
  return [...reasons].reduce((score, reason) => score - PENALTIES[reason], confidence);
}
