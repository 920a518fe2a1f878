/** One window of Silero is 512 samples of 16 kHz: exactly 32 ms. */
export const WINDOW_MS = 32;

/** A stretch in which somebody speaks, without padding. */
export type SpeechSpan = { readonly startMs: number; readonly endMs: number };

export type SpeechRules = {
  /** Speech begins at a window of at least this probability… */
  readonly onsetProbability: number;
  /** …and goes on while the probability stays at or above this. Two thresholds keep a word from falling apart. */
  readonly offsetProbability: number;
  /** Shorter pauses do not end a span. */
  readonly minPauseMs: number;
  /** Shorter sounds are clicks, not speech. */
  readonly minSpeechMs: number;
};

const DEFAULT_SPEECH_RULES: SpeechRules = {
  onsetProbability: 0.5,
  offsetProbability: 0.35,
  minPauseMs: 160,
  minSpeechMs: 96,
};

/**
 * What is known about speech so far, from the start of the recording up to {@link knownUntilMs}. It grows window by
 * window while the recording is still being decoded.
 */
export class SpeechTrack {
  readonly #rules: SpeechRules;
  readonly #spans: SpeechSpan[] = [];
  readonly #levelsDb: number[] = [];
  #openSinceMs: number | null = null;
  #lastSpeechEndMs = 0;
  #isComplete = false;

  constructor(rules: SpeechRules = DEFAULT_SPEECH_RULES) {
    this.#rules = rules;
  }

  get knownUntilMs(): number {
    return this.#levelsDb.length * WINDOW_MS;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** @param probabilities, levelsDb one value for each following window */
  push(probabilities: readonly number[], levelsDb: readonly number[]): void {
    for (const [index, probability] of probabilities.entries()) {
      const startMs = this.knownUntilMs;
      this.#levelsDb.push(levelsDb[index] ?? -100);
      this.#step(probability, startMs, startMs + WINDOW_MS);
    }
  }

  /** No more windows will come. */
  complete(): void {
    this.#close();
    this.#isComplete = true;
  }

  /** All spans, the last one possibly still open (it then ends where speech was last heard). */
  get spans(): readonly SpeechSpan[] {
    return this.#openSinceMs === null
      ? this.#spans
      : [...this.#spans, { startMs: this.#openSinceMs, endMs: this.#lastSpeechEndMs }];
  }

  /** Level of the window that holds `atMs`, in dBFS. */
  levelDbAt(atMs: number): number {
    return this.#levelsDb[Math.floor(atMs / WINDOW_MS)] ?? -100;
  }

  #step(probability: number, startMs: number, endMs: number): void {
    const { onsetProbability, offsetProbability, minPauseMs } = this.#rules;
    if (this.#openSinceMs === null) {
      if (probability < onsetProbability) return;
      this.#openSinceMs = startMs;
      this.#lastSpeechEndMs = endMs;
    } else if (probability >= offsetProbability) {
      this.#lastSpeechEndMs = endMs;
    } else if (endMs - this.#lastSpeechEndMs >= minPauseMs) {
      this.#close();
    }
  }

  #close(): void {
    if (this.#openSinceMs === null) return;
    const span = { startMs: this.#openSinceMs, endMs: this.#lastSpeechEndMs };
    if (span.endMs - span.startMs >= this.#rules.minSpeechMs) this.#spans.push(span);
    this.#openSinceMs = null;
  }
}
