import type { AsyncStore, Calibration } from '../storage/store.ts';

/** How fast engines have been on this computer. */
export class KnownSpeeds {
  readonly #store: Pick<AsyncStore, 'calibrations' | 'saveCalibration'>;
  #all: readonly Calibration[];

  /** @param all as they are stored */
  constructor(all: readonly Calibration[], store: Pick<AsyncStore, 'calibrations' | 'saveCalibration'>) {
    this.#all = all;
    this.#store = store;
  }

  get all(): readonly Calibration[] {
    return this.#all;
  }

  /** @throws EarshotError what the store says; then what was known before holds on */
  async learn(calibration: Calibration): Promise<void> {
    await this.#store.saveCalibration(calibration);
    this.#all = await this.#store.calibrations();
  }
}
