/** The language of a recording, as the model heard it. */
export type HeardLanguage = { readonly code: string; readonly probability: number | null };

/**
 * Settles the language of a recording by its first chunk that has text. Chunks run side by side, so several may listen
 * for themselves before it is settled; each then waits for those before it and learns whether its own guess holds.
 */
export class LanguageVote {
  readonly #onSettled: (heard: HeardLanguage) => void;
  readonly #reports = new Map<number, HeardLanguage | null>();
  readonly #waiting: {
    readonly sequence: number;
    readonly resolve: (heard: HeardLanguage | null) => void;
  }[] = [];
  #next = 0;
  #settled: HeardLanguage | null = null;

  /** @param onSettled called once, when the language is known */
  constructor(onSettled: (heard: HeardLanguage) => void) {
    this.#onSettled = onSettled;
  }

  /** Null until the language is settled. */
  get settled(): HeardLanguage | null {
    return this.#settled;
  }

  /** @param heard the chunk's own guess, or null when it has no text (or never will have) */
  report(sequence: number, heard: HeardLanguage | null): void {
    if (this.#settled !== null) return;
    this.#reports.set(sequence, heard);
    const first = this.#firstWithText();
    this.#settled = first;
    for (const waiter of this.#waiting) {
      if (first !== null || waiter.sequence <= this.#next) waiter.resolve(first);
    }
    // Last: a listener that throws must leave nobody waiting.
    if (first !== null) this.#onSettled(first);
  }

  /** Goes on from the last chunk that had no text. */
  #firstWithText(): HeardLanguage | null {
    for (
      let report = this.#reports.get(this.#next);
      report !== undefined;
      report = this.#reports.get(this.#next)
    ) {
      this.#next += 1;
      if (report !== null) return report;
    }
    return null;
  }

  /** Waits until every chunk before this one has reported. @returns the language, or null when none of them has text */
  waitFor(sequence: number): Promise<HeardLanguage | null> {
    if (this.#settled !== null || sequence <= this.#next) return Promise.resolve(this.#settled);
    return new Promise((resolve) => this.#waiting.push({ sequence, resolve }));
  }
}
