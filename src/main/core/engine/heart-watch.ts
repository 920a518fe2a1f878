/** After how much silence, in milliseconds, an engine counts as hanging. */
export type HeartLimits = {
  /** How often {@link HeartWatch.tick} is called. */
  readonly tickMs: number;
  /** A worker that computes no graph node for so long hangs, and so does a runner without any sign of life. */
  readonly hangAfterMs: number;
  /** Loading a large model from a slow disk is allowed more. */
  readonly loadHangAfterMs: number;
};

/** One worker of the runner: how many graph nodes it has computed so far, and whether it has work at all. */
export type WorkerPulse = { readonly nodes: number; readonly isWorking: boolean };

/**
 * Tells slow from hung, whatever the machine: a slow engine still finishes graph nodes, a hung one does not. Time is
 * counted in ticks and not read from a clock, so a computer that was asleep wakes up to a living engine.
 */
export class HeartWatch {
  readonly #limits: HeartLimits;
  #silentTicks = 0;
  #workers: { readonly nodes: number; ticks: number }[] = [];

  constructor(limits: HeartLimits) {
    this.#limits = limits;
  }

  /** The runner said something, whatever it was. */
  hear(): void {
    this.#silentTicks = 0;
  }

  /** A heartbeat, with the pulse of every worker in a fixed order. */
  beat(pulses: readonly WorkerPulse[]): void {
    this.#workers = pulses.map(({ nodes, isWorking }, index) => {
      const before = this.#workers[index];
      const standsStill = isWorking && before?.nodes === nodes;
      return { nodes, ticks: standsStill ? before.ticks : 0 };
    });
  }

  /** @returns for how long nothing has moved if that is too long, else null */
  tick(isLoading: boolean): number | null {
    const { tickMs, hangAfterMs, loadHangAfterMs } = this.#limits;
    this.#silentTicks += 1;
    for (const worker of this.#workers) worker.ticks += 1;
    const silentLimitMs = isLoading ? loadHangAfterMs : hangAfterMs;
    if (this.#silentTicks * tickMs >= silentLimitMs) return silentLimitMs;
    return this.#workers.some((worker) => worker.ticks * tickMs >= hangAfterMs) ? hangAfterMs : null;
  }
}
