import { type Engine, SAMPLES_PER_MS } from '../engine/engine.ts';
import type { PcmStream } from '../media/pcm-stream.ts';
import type { SpeechSlice } from './chunk-journal.ts';
import { SpeechTrack, WINDOW_MS } from './speech-track.ts';

/**
 * The first slice is short so that the first text comes soon; each next one is longer, up to the last figure. All are
 * whole windows, so that no window is split between two slices.
 */
const SLICE_MS = [32_000, 64_000, 128_000, 240_000] as const;
/** Silero starts each slice without memory; it hears this much of the slice before to find its feet. */
const LEAD_IN_MS = 64 * WINDOW_MS;

/** One slice of the stream that is scanned. */
type HeardSlice = Omit<SpeechSlice, 'streamIndex'>;

/**
 * Finds speech in one stream slice by slice, on demand. A fresh state for each slice keeps Silero from drifting in
 * recordings of hours, and makes the result of a slice independent of how the work went before.
 */
export class SpeechScan {
  readonly track = new SpeechTrack();
  readonly #stream: PcmStream;
  readonly #engine: Pick<Engine, 'speechProbabilities'>;
  readonly #record: (slice: HeardSlice) => Promise<void>;
  readonly #signal: AbortSignal;
  #slice = 0;
  #pending: Promise<void> | null = null;
  wallMs = 0;

  /**
   * @param earlier what earlier runs have found, from the start and without gaps: the scan goes on behind it
   * @param record writes down a slice; nothing is known of it to others before that is done
   */
  constructor(
    stream: PcmStream,
    engine: Pick<Engine, 'speechProbabilities'>,
    signal: AbortSignal,
    earlier: readonly HeardSlice[] = [],
    record: (slice: HeardSlice) => Promise<void> = async () => {},
  ) {
    this.#stream = stream;
    this.#engine = engine;
    this.#signal = signal;
    this.#record = record;
    this.#slice = earlier.length;
    for (const { probabilities, levelsDb } of earlier) this.track.push(probabilities, levelsDb);
  }

  /**
   * Scans the next slice, or joins the scan that is under way. Resolves at once when the track is complete. A scan that
   * has failed stays failed: whatever could be tried again was tried.
   */
  advance(): Promise<void> {
    if (this.track.isComplete) return Promise.resolve();
    this.#pending ??= this.#scanSlice();
    return this.#pending;
  }

  /** Starts the next slice in the background when less than `aheadMs` is known beyond `fromMs`. */
  keepAhead(fromMs: number, aheadMs: number): void {
    if (this.track.isComplete || this.track.knownUntilMs - fromMs >= aheadMs) return;
    // Whoever needs the slice learns what is wrong; here a failure must only not go unhandled.
    this.advance().catch(() => {});
  }

  /** Resolves when no scan is under way any more. Never rejects. */
  async settled(): Promise<void> {
    await this.#pending?.catch(() => {});
  }

  async #scanSlice(): Promise<void> {
    const fromMs = this.track.knownUntilMs;
    const lengthMs = SLICE_MS[Math.min(this.#slice, SLICE_MS.length - 1)] ?? SLICE_MS[0];
    const wantedSamples = (fromMs + lengthMs) * SAMPLES_PER_MS;
    const { available, ended } = await this.#stream.waitFor(wantedSamples, this.#signal);
    const untilSample = Math.min(available, wantedSamples);
    const leadMs = Math.min(fromMs, LEAD_IN_MS);
    const firstSample = (fromMs - leadMs) * SAMPLES_PER_MS;
    if (untilSample > fromMs * SAMPLES_PER_MS) {
      const range = { pcmPath: this.#stream.path, firstSample, sampleCount: untilSample - firstSample };
      const heard = await this.#engine.speechProbabilities(range, this.#signal);
      const skip = leadMs / WINDOW_MS;
      const probabilities = heard.probabilities.slice(skip);
      const levelsDb = heard.levelsDb.slice(skip);
      await this.#record({ slice: this.#slice, probabilities, levelsDb });
      this.track.push(probabilities, levelsDb);
      this.wallMs += heard.wallMs;
    }
    this.#slice += 1;
    if (ended && untilSample >= available) this.track.complete();
    this.#pending = null;
  }
}
