import { type Chunk, quietestPoint } from './plan-chunks.ts';
import { type SpeechSpan, type SpeechTrack, WINDOW_MS } from './speech-track.ts';

/** Less speech than this has no middle to speak of. */
const MIN_SPEECH_MS = 4 * WINDOW_MS;

/**
 * Cuts a chunk in two near the middle of its speech: in the longest pause there, or at the quietest point if nobody
 * pauses.
 *
 * @returns two chunks with speech in each, which together are the chunk; the chunk alone when it is too short to be cut
 */
export function splitChunk(chunk: Chunk, track: SpeechTrack): readonly Chunk[] {
  const startMs = chunk.spans[0]?.startMs ?? chunk.startMs;
  const endMs = Math.min(chunk.spans.at(-1)?.endMs ?? chunk.endMs, chunk.endMs);
  if (endMs - startMs < MIN_SPEECH_MS) return [chunk];
  const quarterMs = Math.floor((endMs - startMs) / 4);
  const fromMs = startMs + quarterMs;
  const untilMs = endMs - quarterMs;
  const cutMs = longestPause(chunk.spans, fromMs, untilMs) ?? quietestPoint(track, fromMs, untilMs);
  return [
    { ...chunk, endMs: cutMs, spans: within(chunk.spans, chunk.startMs, cutMs) },
    { ...chunk, startMs: cutMs, spans: within(chunk.spans, cutMs, chunk.endMs) },
  ];
}

/** The middle of the longest pause whose middle lies between two times. */
function longestPause(spans: readonly SpeechSpan[], fromMs: number, untilMs: number): number | null {
  let longestMs = 0;
  let middleMs: number | null = null;
  for (const [index, { endMs }] of spans.entries()) {
    const next = spans[index + 1];
    if (next === undefined) break;
    const middle = Math.floor((endMs + next.startMs) / 2);
    if (middle < fromMs || middle > untilMs || next.startMs - endMs <= longestMs) continue;
    longestMs = next.startMs - endMs;
    middleMs = middle;
  }
  return middleMs;
}

function within(spans: readonly SpeechSpan[], fromMs: number, untilMs: number): SpeechSpan[] {
  return spans
    .map((span) => ({ startMs: Math.max(span.startMs, fromMs), endMs: Math.min(span.endMs, untilMs) }))
    .filter((span) => span.startMs < span.endMs);
}
