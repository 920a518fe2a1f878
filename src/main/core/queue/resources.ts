import type { QueueSettings } from '../../../shared/contract/methods.ts';
import type { JobBook } from './job-book.ts';
import type { InstalledModel } from './model-ladder.ts';
import { engineMemoryBytes, planSlots, type SlotPlan, shareCores } from './slot-plan.ts';

export type ResourcesPorts = {
  readonly book: JobBook;
  readonly settings: () => QueueSettings;
  /** Engines that hold memory now, at work or at rest. */
  readonly engineCount: () => number;
  readonly machineCores: number;
  /** Memory that could be had without swapping, in bytes. */
  readonly availableBytes: () => number;
};

/** What this computer has to give, as of the last look: cores and memory, and the models that need them. */
export class Resources {
  readonly #ports: ResourcesPorts;
  #models: readonly InstalledModel[];
  #plan: SlotPlan | null = null;

  constructor(models: readonly InstalledModel[], ports: ResourcesPorts) {
    this.#ports = ports;
    this.#models = models;
  }

  /** The first look is taken when somebody asks: not before everything that it looks at is there. */
  get plan(): SlotPlan {
    this.#plan ??= this.#look();
    return this.#plan;
  }

  get models(): readonly InstalledModel[] {
    return this.#models;
  }

  setModels(models: readonly InstalledModel[]): void {
    this.#models = models;
  }

  refresh(): void {
    this.#plan = this.#look();
  }

  #look(): SlotPlan {
    const { book, settings, engineCount, machineCores, availableBytes } = this.#ports;
    const next = book.line.first(() => true);
    const quality = next?.options.quality ?? 'balanced';
    const modelBytes = this.#models.find(({ id }) => id === next?.options.model)?.sizeBytes ?? 0;
    // What engines hold is counted as if it were free: those at work have a slot of the plan, those at rest make place.
    const { states } = shareCores(settings().cores ?? machineCores);
    const takenBytes = engineCount() * engineMemoryBytes(modelBytes, states, quality);
    return planSlots({
      settings: settings(),
      machineCores,
      availableBytes: availableBytes() + takenBytes,
      modelBytes,
      quality,
    });
  }
}
