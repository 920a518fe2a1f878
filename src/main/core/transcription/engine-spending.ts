import type { ChunkPart } from './recover-chunk.ts';

/** What the engine has spent on text, in milliseconds summed over its states. */
export type EngineSpending = { readonly wallMs: number; readonly cpuMs: number; readonly encodeMs: number };

export const NOTHING_SPENT: EngineSpending = { wallMs: 0, cpuMs: 0, encodeMs: 0 };

/** Tries that were replaced count; of those that died nothing is known. */
export function spendingOf(parts: readonly ChunkPart[]): EngineSpending {
  return parts
    .flatMap((part) => (part.kind === 'decoded' ? [part.decoded.result, ...part.decoded.replaced] : []))
    .map(({ done }) => done.timings)
    .reduce(addSpending, NOTHING_SPENT);
}

export function addSpending(a: EngineSpending, b: EngineSpending): EngineSpending {
  return { wallMs: a.wallMs + b.wallMs, cpuMs: a.cpuMs + b.cpuMs, encodeMs: a.encodeMs + b.encodeMs };
}
