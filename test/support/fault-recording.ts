import { writeFileSync } from 'node:fs';
import { PART_MARK, textOfSound } from './fault-text.mjs';
import { riffChunk, wavFile, wavFormat } from './make-media.ts';

const SAMPLE_RATE_HZ = 16_000;
const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;
/** Whole windows of the speech detection, so that its edges are ours. */
const WINDOW_SAMPLES = 512;
/** Longer than any pause that may stay inside a chunk: every part becomes a chunk of its own. */
const PAUSE_WINDOWS = 162;
const PART_WINDOWS = 32;
/** Sound that the plan keeps before and behind speech. */
const PADDING_MS = 400;

/** One chunk as it must be found in the database, whatever happened on the way. */
export type ExpectedChunk = {
  readonly startMs: number;
  readonly endMs: number;
  readonly phrases: readonly string[];
};

export type FaultRecording = {
  readonly path: string;
  readonly id: number;
  readonly chunks: readonly ExpectedChunk[];
};

/**
 * Writes a recording whose plan and text are known without any engine: `parts` stretches of noise, each marked with its
 * number, with long pauses between them.
 *
 * @param id 0 to 32766; two recordings with different ids have nothing in common
 */
export function writeRecording(path: string, id: number, parts: number): FaultRecording {
  const samples = Buffer.alloc((parts * (PART_WINDOWS + PAUSE_WINDOWS) + PAUSE_WINDOWS) * WINDOW_SAMPLES * 2);
  const chunks: ExpectedChunk[] = [];
  for (let part = 0; part < parts; part++) {
    const first = (part * (PART_WINDOWS + PAUSE_WINDOWS) + PAUSE_WINDOWS) * WINDOW_SAMPLES;
    const last = first + PART_WINDOWS * WINDOW_SAMPLES;
    fill(samples, first, last, id, part);
    const startMs = first / SAMPLES_PER_MS - PADDING_MS;
    const endMs = last / SAMPLES_PER_MS + PADDING_MS;
    chunks.push({ startMs, endMs, phrases: [] });
  }
  writeFileSync(path, wavFile(riffChunk('fmt ', wavFormat(1, SAMPLE_RATE_HZ)), riffChunk('data', samples)));
  const withText = chunks.map((chunk) => ({ ...chunk, phrases: phrasesOf(samples, chunk) }));
  return { path, id, chunks: withText };
}

function phrasesOf(samples: Buffer, { startMs, endMs }: ExpectedChunk): string[] {
  const first = startMs * SAMPLES_PER_MS;
  return textOfSound(samples.subarray(first * 2, endMs * SAMPLES_PER_MS * 2), first).phrases;
}

/** Noise without a single zero, the same for the same numbers. */
function fill(samples: Buffer, first: number, last: number, id: number, part: number): void {
  let state = (id * 7919 + part * 104_729 + 1) >>> 0;
  for (let at = first; at < last; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const level = 1000 + (state >>> 18);
    samples.writeInt16LE(at % 2 === 0 ? level : -level, at * 2);
  }
  samples.writeInt16LE(PART_MARK, first * 2);
  // Never zero, by which the engine finds the mark.
  samples.writeInt16LE(id + 1, first * 2 + 2);
  samples.writeInt16LE(part + 1, first * 2 + 4);
}
