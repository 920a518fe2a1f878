const TICKS_PER_LIMIT = 10;

/**
 * Notices that nothing has happened for a while. It counts its own ticks instead of comparing clocks: a computer that
 * slept for an hour wakes to one tick, not to an hour of silence.
 */
export class StallWatch {
  readonly #timer: NodeJS.Timeout;
  #ticks = 0;

  constructor(limitMs: number, onStall: () => void) {
    this.#timer = setInterval(() => {
      this.#ticks += 1;
      if (this.#ticks < TICKS_PER_LIMIT) return;
      this.stop();
      onStall();
    }, limitMs / TICKS_PER_LIMIT);
  }

  /** Something happened. */
  reset(): void {
    this.#ticks = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
