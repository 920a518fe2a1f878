import type { ChunkResult, Engine, PcmRange } from '../engine/engine.ts';
import { scoreDecoding } from './decode-score.ts';
import { type DecodeRequest, firstTry, secondTry } from './decode-settings.ts';
import { type Guard, inspect, type Suspicion } from './guards.ts';
import type { Chunk } from './plan-chunks.ts';

/** What the engine made of one chunk, and what was tried besides. */
export type DecodedChunk = {
  readonly result: ChunkResult;
  /** What is still doubtful about the result that was kept. */
  readonly suspicions: readonly Suspicion[];
  /** The results that lost against the kept one. */
  readonly replaced: readonly ChunkResult[];
};

/**
 * Decodes one chunk, and once more with other settings when a guard finds the text suspicious. The better of the two
 * by {@link scoreDecoding} is kept; at equal scores the first.
 */
export async function decodeChunk(
  engine: Pick<Engine, 'transcribe'>,
  chunk: Chunk,
  range: PcmRange,
  request: DecodeRequest,
  guards: readonly Guard[],
  signal: AbortSignal,
): Promise<DecodedChunk> {
  const first = await tryOnce(engine, chunk, range, firstTry(request), guards, signal);
  if (first.suspicions.length === 0) return { ...first, replaced: [] };
  const second = await tryOnce(engine, chunk, range, secondTry(request), guards, signal);
  const [kept, lost] = second.score > first.score ? [second, first] : [first, second];
  return { result: kept.result, suspicions: kept.suspicions, replaced: [lost.result] };
}

async function tryOnce(
  engine: Pick<Engine, 'transcribe'>,
  chunk: Chunk,
  range: PcmRange,
  options: ReturnType<typeof firstTry>,
  guards: readonly Guard[],
  signal: AbortSignal,
): Promise<{ result: ChunkResult; suspicions: Suspicion[]; score: number }> {
  const result = await engine.transcribe(range, options, signal);
  const suspicions = inspect(result, chunk, guards);
  return { result, suspicions, score: scoreDecoding(result, suspicions) };
}
