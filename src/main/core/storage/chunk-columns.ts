import { z } from 'zod';
import type { SpeechSlice } from '../transcription/chunk-journal.ts';
import type { SpeechSpan } from '../transcription/speech-track.ts';
import { fromJson } from './json-column.ts';

const spansSchema = z.array(z.tuple([z.int(), z.int()]));

export function packSpans(spans: readonly SpeechSpan[]): string {
  return JSON.stringify(spans.map(({ startMs, endMs }) => [startMs, endMs]));
}

/** @throws EarshotError `database-damaged` */
export function unpackSpans(packed: string): SpeechSpan[] {
  return fromJson(spansSchema, packed, 'speech spans').map(([startMs, endMs]) => ({ startMs, endMs }));
}

/** Six digits of a probability fit into 32 bits; beyond them a restored value would differ from the one that was stored. */
const PROBABILITY_DIGITS = 1e6;

type PackedSlice = { readonly probabilities: Buffer; readonly levelsDb: Buffer };

/** Five bytes for a window. Levels are whole decibels from -100 to 0. */
export function packSlice({ probabilities, levelsDb }: SpeechSlice): PackedSlice {
  return {
    probabilities: bytesOf(Float32Array.from(probabilities)),
    levelsDb: bytesOf(Int8Array.from(levelsDb)),
  };
}

/**
 * The values as they were before: a resumed plan must not differ from the first one because 0.35 has become a little
 * less than the threshold of 0.35.
 */
export function unpackSlice({ probabilities, levelsDb }: PackedSlice): Pick<SpeechSlice, keyof PackedSlice> {
  // A copy: a view of 32-bit values must begin at a multiple of four, a buffer of the database may begin anywhere.
  const floats = new Float32Array(Uint8Array.from(probabilities).buffer);
  return {
    probabilities: Array.from(floats, (value) => Math.round(value * PROBABILITY_DIGITS) / PROBABILITY_DIGITS),
    levelsDb: [...new Int8Array(Uint8Array.from(levelsDb).buffer)],
  };
}

function bytesOf(values: Float32Array | Int8Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}
