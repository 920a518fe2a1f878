import type { EarshotError } from '../../../shared/errors.ts';
import type { DecodedChunk } from './decode-chunk.ts';
import { MAX_DEATHS, type Revival, revive, tryOnce, tryRepeatedly } from './engine-deaths.ts';
import type { Turn } from './engine-turns.ts';
import type { Chunk } from './plan-chunks.ts';

/** A chunk or a half of it after the last try: its text, or why it has none. */
export type ChunkPart =
  | { readonly kind: 'decoded'; readonly chunk: Chunk; readonly decoded: DecodedChunk }
  | { readonly kind: 'lost'; readonly chunk: Chunk; readonly error: EarshotError };

/**
 * Gets out of a chunk what can be got. One that kills engine after engine is cut in two, and each half is tried once: what
 * kills them is seldom in both. What is lost then is a gap of known place, and the recording goes on.
 *
 * @param split into pieces that together are the chunk
 * @returns the chunk as a whole, or its pieces in order
 * @throws EarshotError whatever is not the chunk's fault
 */
export async function recoverChunk(
  chunk: Chunk,
  decode: (chunk: Chunk, turn: Turn) => Promise<DecodedChunk>,
  split: (chunk: Chunk) => readonly Chunk[],
  revival: Revival,
): Promise<readonly ChunkPart[]> {
  if (revival.deaths < MAX_DEATHS) {
    const whole = await tryRepeatedly((turn) => decode(chunk, turn), revival);
    if (whole.kind === 'done') return [{ kind: 'decoded', chunk, decoded: whole.value }];
    await revive(revival, MAX_DEATHS);
  }
  const parts: ChunkPart[] = [];
  for (const piece of split(chunk)) {
    const tried = await tryOnce(() => decode(piece, 'alone'));
    if (tried.kind === 'done') {
      parts.push({ kind: 'decoded', chunk: piece, decoded: tried.value });
    } else {
      parts.push({ kind: 'lost', chunk: piece, error: tried.error });
      await revival.start();
    }
  }
  return parts;
}
