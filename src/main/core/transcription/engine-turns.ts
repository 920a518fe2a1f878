/** Whether a call runs side by side with others, or with the engine to itself. */
export type Turn = 'together' | 'alone';

/**
 * Who may use the engine when. An engine that dies takes all of its calls with it and does not say which one was to blame:
 * what was there is tried again alone, so that a chunk that kills engines kills nobody else's a second time.
 */
export class EngineTurns {
  readonly #waiting: { readonly turn: Turn; readonly begin: () => void }[] = [];
  #running = 0;
  #isTaken = false;

  /** Runs `work` when its turn has come; turns are given in the order in which they were asked for. */
  async take<T>(turn: Turn, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((begin) => {
      this.#waiting.push({ turn, begin });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#isTaken = false;
      this.#admit();
    }
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#isTaken || (next.turn === 'alone' && this.#running > 0)) return;
      this.#waiting.shift();
      this.#running += 1;
      this.#isTaken = next.turn === 'alone';
      next.begin();
    }
  }
}
