import { BYTES_PER_SAMPLE, SAMPLE_RATE_HZ } from './decode-arguments.ts';

/** Fine enough for a picture as wide as a screen, and 36 KB for an hour. */
export const PEAKS_PER_SECOND = 10;

const FRAMES_EACH = SAMPLE_RATE_HZ / PEAKS_PER_SECOND;
const LOUDEST = 32_768;

/** Tells how loud decoded sound of 16 kHz is: the loudest sample of each tenth of a second, whatever its channel, in 8 bits. */
export class PeakMeter {
  readonly #samplesEach: number;
  readonly #peaks: number[] = [];
  #loudest = 0;
  #samples = 0;

  /** @param channels interleaved in what is heard */
  constructor(channels: number) {
    this.#samplesEach = FRAMES_EACH * channels;
  }

  /** @param bytes whole 16-bit samples */
  hear(bytes: Uint8Array): void {
    const samples = samplesOf(bytes);
    for (let from = 0; from < samples.length; ) {
      const until = Math.min(samples.length, from + this.#samplesEach - this.#samples);
      this.#loudest = Math.max(this.#loudest, loudestOf(samples, from, until));
      this.#samples += until - from;
      from = until;
      if (this.#samples === this.#samplesEach) this.#next();
    }
  }

  /** @returns 0 to 255; what is left at the end counts as a stretch of its own */
  finish(): Uint8Array {
    if (this.#samples > 0) this.#next();
    return Uint8Array.from(this.#peaks);
  }

  #next(): void {
    this.#peaks.push(Math.round((this.#loudest * 255) / LOUDEST));
    this.#loudest = 0;
    this.#samples = 0;
  }
}

/** Hours of sound go through here: nothing is made on the way. */
function loudestOf(samples: Int16Array, from: number, until: number): number {
  let lowest = 0;
  let highest = 0;
  for (let index = from; index < until; index += 1) {
    const sample = samples[index] ?? 0;
    if (sample > highest) highest = sample;
    else if (sample < lowest) lowest = sample;
  }
  return Math.max(highest, -lowest);
}

/** Samples are read in the order of this machine's bytes, which is that of the file on all that Earshot runs on. */
function samplesOf(bytes: Uint8Array): Int16Array {
  const isAligned = bytes.byteOffset % BYTES_PER_SAMPLE === 0;
  const { buffer, byteOffset, byteLength } = isAligned ? bytes : Uint8Array.from(bytes);
  return new Int16Array(buffer, byteOffset, byteLength / BYTES_PER_SAMPLE);
}
