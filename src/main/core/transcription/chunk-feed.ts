import { type Chunk, type PlanRules, type PlanStep, planNextChunk } from './plan-chunks.ts';
import type { SpeechScan } from './speech-scan.ts';

/** A chunk with the stream it belongs to and its place among the chunks of all streams. */
export type PlannedChunk = { readonly sequence: number; readonly streamIndex: number; readonly chunk: Chunk };

/** A chunk that an earlier run has planned. */
export type EarlierChunk = PlannedChunk & { readonly isFinished: boolean };

/** How far speech detection stays ahead of the plan, so that no engine state waits for it. */
const SCAN_AHEAD_MS = 90_000;

/**
 * Plans the chunks of all streams (one, or one a channel) in the order of their start while speech detection goes on.
 * Several workers may take from one feed: an async generator answers one `next()` after the other.
 *
 * @param earlier the plan of earlier runs, by sequence and without gaps: what is not finished comes first, then the plan goes
 *   on behind it as if it had never been interrupted
 */
export async function* feedChunks(
  scans: readonly SpeechScan[],
  rules: PlanRules,
  earlier: readonly EarlierChunk[] = [],
): AsyncGenerator<PlannedChunk, void, undefined> {
  for (const { sequence, streamIndex, chunk, isFinished } of earlier) {
    scans[streamIndex]?.keepAhead(chunk.endMs, SCAN_AHEAD_MS);
    if (!isFinished) yield { sequence, streamIndex, chunk };
  }
  const heads = scans.map((scan, streamIndex) => ({
    scan,
    previous: earlier.findLast((planned) => planned.streamIndex === streamIndex)?.chunk ?? null,
    step: { kind: 'wait' } as PlanStep,
  }));
  for (let { length: sequence } = earlier; ; ) {
    for (const head of heads) {
      while (head.step.kind === 'wait') {
        head.step = planNextChunk(head.scan.track, head.previous, rules);
        if (head.step.kind === 'wait') await head.scan.advance();
      }
    }
    let earliest: { streamIndex: number; chunk: Chunk } | null = null;
    for (const [streamIndex, { step }] of heads.entries()) {
      if (step.kind !== 'chunk') continue;
      if (earliest === null || step.chunk.startMs < earliest.chunk.startMs)
        earliest = { streamIndex, chunk: step.chunk };
    }
    const head = earliest === null ? undefined : heads[earliest.streamIndex];
    if (earliest === null || head === undefined) return;
    head.previous = earliest.chunk;
    head.step = { kind: 'wait' };
    head.scan.keepAhead(earliest.chunk.endMs, SCAN_AHEAD_MS);
    yield { sequence, ...earliest };
    sequence += 1;
  }
}
