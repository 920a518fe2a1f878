import type { EarshotError } from '../../../shared/errors.ts';
import type { Device } from '../../../shared/job-options.ts';
import type { Engine } from '../engine/engine.ts';

export type EngineChoice = {
  readonly modelId: string;
  readonly device: Device;
  /** Processor threads in all; null for all cores that the slot may use. */
  readonly threads: number | null;
};

/** A verified model and the engine that will load it; nothing runs before the engine is asked for something. */
export type PreparedEngine = {
  readonly engine: Engine;
  readonly model: { readonly id: string; readonly sha256: string };
};

/** Told why an engine had to be started again, and whether it goes on on the processor from now on. */
export type OnRestart = (reason: EarshotError, isOnProcessorNow: boolean) => void;

export type EngineMaker = (choice: EngineChoice, onRestart: OnRestart) => Promise<PreparedEngine>;

/** An engine for one run; given back at its end, whatever that was. */
export type EngineLoan = PreparedEngine & {
  /** @param isSound false when nothing good can be expected of this engine any more: it is closed */
  readonly giveBack: (isSound: boolean) => Promise<void>;
};

/**
 * A process that has worked for long is replaced between two recordings: whatever a library leaks stays small. The
 * figures are requirement and custom; memory was measured flat (docs/benchmarks.md).
 */
const MAX_RUNS_MS = 2 * 60 * 60 * 1000;

type Seat = {
  readonly key: string;
  readonly prepared: PreparedEngine;
  readonly madeAtMs: number;
  isLent: boolean;
  onRestart: OnRestart;
};

/** Engines that are loaded already wait here for the next recording: loading takes longer than many a short one. */
export class EnginePool {
  readonly #make: EngineMaker;
  readonly #now: () => number;
  #seats: Seat[] = [];

  /** @param now milliseconds of a steady clock */
  constructor(make: EngineMaker, now: () => number) {
    this.#make = make;
    this.#now = now;
  }

  /**
   * @param onRestart told what happens during this loan
   * @throws EarshotError `runner-missing`, `model-missing`, `model-damaged`
   */
  async lend(choice: EngineChoice, onRestart: OnRestart): Promise<EngineLoan> {
    const key = JSON.stringify([choice.modelId, choice.device, choice.threads]);
    const waiting = this.#seats.find((seat) => seat.key === key && !seat.isLent);
    // Before anything is waited for, or somebody else takes the same one.
    if (waiting !== undefined) waiting.isLent = true;
    // Two engines at rest would hold the memory of two models.
    await this.closeIdle();
    const seat = waiting ?? (await this.#newSeat(key, choice));
    seat.onRestart = onRestart;
    return { ...seat.prepared, giveBack: (isSound) => this.#takeBack(seat, isSound) };
  }

  /** Engines that hold memory: at work and at rest. */
  get size(): number {
    return this.#seats.length;
  }

  /** Closes what nobody uses; after a while without work, so that no memory is held for nothing. */
  async closeIdle(): Promise<void> {
    const idle = this.#seats.filter((seat) => !seat.isLent);
    this.#seats = this.#seats.filter((seat) => seat.isLent);
    await Promise.all(idle.map((seat) => seat.prepared.engine.close()));
  }

  async close(): Promise<void> {
    const all = this.#seats.splice(0);
    await Promise.all(all.map((seat) => seat.prepared.engine.close()));
  }

  async #newSeat(key: string, choice: EngineChoice): Promise<Seat> {
    let seat: Seat | null = null;
    const prepared = await this.#make(choice, (...why) => seat?.onRestart(...why));
    seat = { key, prepared, madeAtMs: this.#now(), isLent: true, onRestart: () => {} };
    this.#seats.push(seat);
    return seat;
  }

  async #takeBack(seat: Seat, isSound: boolean): Promise<void> {
    seat.isLent = false;
    seat.onRestart = () => {};
    if (isSound && this.#now() - seat.madeAtMs < MAX_RUNS_MS) return;
    this.#seats = this.#seats.filter((one) => one !== seat);
    await seat.prepared.engine.close();
  }
}
