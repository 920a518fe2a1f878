import { type SpeechSpan, type SpeechTrack, WINDOW_MS } from './speech-track.ts';

/** A piece of the recording that the engine hears in one call. */
export type Chunk = {
  readonly index: number;
  readonly startMs: number;
  readonly endMs: number;
  /** The speech inside, without padding. Never empty. */
  readonly spans: readonly SpeechSpan[];
};

export type PlanRules = {
  /**
   * Longest chunk of media time. Whisper hears 30 s, and chunks that fill its window lose words at the end: of 583 words
   * 35 were wrong with chunks of at most 26 s, 46 with 27 s, and 33 more were lost with 29.5 s
   * (docs/adr/0003-cut-at-pauses.md).
   */
  readonly maxChunkMs: number;
  /** Sound kept before and after speech, where a neighbour leaves room: Silero finds soft onsets late. */
  readonly paddingMs: number;
  /** Pauses longer than this are all equally good places to cut. */
  readonly longPauseMs: number;
  /** A silence this long is never carried inside a chunk: the model would be tempted to fill it. */
  readonly maxInnerSilenceMs: number;
};

export const DEFAULT_PLAN_RULES: PlanRules = {
  maxChunkMs: 26_000,
  paddingMs: 400,
  longPauseMs: 1_000,
  maxInnerSilenceMs: 5_000,
};

/**
 * A full chunk counts twice a long pause: every chunk costs a pass of the encoder however short it is. More weight saves
 * no more passes and costs words (docs/adr/0003-cut-at-pauses.md).
 */
const FULLNESS_WEIGHT = 2;

/** A sound this close to the end of what is known may still turn out to be a click and vanish from the spans. */
const SETTLING_MS = 512;

export type PlanStep =
  | { readonly kind: 'chunk'; readonly chunk: Chunk }
  /** The track must grow before the next cut can be chosen. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'end' };

/**
 * Plans the chunk that follows `previous`. The plan of a recording is the same whether the track was complete at
 * the start or grew meanwhile: a cut is chosen only when everything that could change it is known.
 *
 * Cuts lie in pauses, the longer the better and the fuller the chunk the better; only speech that runs longer than
 * a chunk without any pause is cut at its quietest point. Chunks never overlap and together hold all speech.
 */
export function planNextChunk(track: SpeechTrack, previous: Chunk | null, rules: PlanRules): PlanStep {
  const fromMs = previous?.endMs ?? 0;
  const ahead = spansAfter(track.spans, fromMs);
  const first = ahead[0];
  if (first === undefined) return { kind: track.isComplete ? 'end' : 'wait' };

  const startMs = Math.max(fromMs, first.startMs - rules.paddingMs);
  const limitMs = startMs + rules.maxChunkMs;
  // Beyond the limit only the gap after the last span matters, and only up to the length where all gaps are equal.
  const neededMs = limitMs + Math.max(rules.longPauseMs, 2 * rules.paddingMs) + SETTLING_MS;
  if (!track.isComplete && track.knownUntilMs < neededMs) return { kind: 'wait' };

  const cut = choosePause(ahead, startMs, limitMs, rules);
  const index = (previous?.index ?? -1) + 1;
  if (cut !== null) {
    const spans = ahead.slice(0, cut.spanCount);
    return { kind: 'chunk', chunk: { index, startMs, endMs: cut.endMs, spans } };
  }
  // In the last two fifths, so that the chunk is not short.
  const endMs = quietestPoint(track, startMs + Math.floor(rules.maxChunkMs * 0.6), limitMs - WINDOW_MS);
  return { kind: 'chunk', chunk: { index, startMs, endMs, spans: [{ startMs: first.startMs, endMs }] } };
}

/** The spans that still need a chunk; one that was cut in two begins at the cut. */
function spansAfter(spans: readonly SpeechSpan[], fromMs: number): SpeechSpan[] {
  // Spans are sorted: look from the end, since the track keeps all of the past.
  let begin = spans.length;
  while (begin > 0 && (spans[begin - 1]?.endMs ?? 0) > fromMs) begin -= 1;
  return spans.slice(begin).map((span) => ({ startMs: Math.max(span.startMs, fromMs), endMs: span.endMs }));
}

/** @returns how many spans the chunk takes and where it ends, or null when the first span alone is too long */
function choosePause(
  spans: readonly SpeechSpan[],
  startMs: number,
  limitMs: number,
  rules: PlanRules,
): { spanCount: number; endMs: number } | null {
  let best: { spanCount: number; endMs: number; score: number } | null = null;
  for (const [index, span] of spans.entries()) {
    if (span.endMs > limitMs) break;
    const next = spans[index + 1];
    const pauseMs = next === undefined ? Number.POSITIVE_INFINITY : next.startMs - span.endMs;
    const endMs = Math.min(span.endMs + Math.min(rules.paddingMs, Math.floor(pauseMs / 2)), limitMs);
    const fullness = (span.endMs - startMs) / rules.maxChunkMs;
    const score = FULLNESS_WEIGHT * fullness + Math.min(pauseMs, rules.longPauseMs) / rules.longPauseMs;
    if (best === null || score >= best.score) best = { spanCount: index + 1, endMs, score };
    if (pauseMs >= rules.maxInnerSilenceMs) return { spanCount: index + 1, endMs };
  }
  return best;
}

/** Where the quietest window (smoothed over five) begins: between two times, both included. */
export function quietestPoint(track: SpeechTrack, fromMs: number, lastMs: number): number {
  let quietestMs = lastMs;
  let quietestDb = Number.POSITIVE_INFINITY;
  for (let atMs = fromMs; atMs <= lastMs; atMs += WINDOW_MS) {
    let sumDb = 0;
    for (let offset = -2; offset <= 2; offset++) sumDb += track.levelDbAt(atMs + offset * WINDOW_MS);
    if (sumDb < quietestDb) {
      quietestDb = sumDb;
      quietestMs = atMs;
    }
  }
  return quietestMs;
}
