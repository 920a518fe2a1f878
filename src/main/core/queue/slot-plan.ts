import type { QueueSettings } from '../../../shared/contract/methods.ts';
import type { Quality } from '../../../shared/job-options.ts';

const MIB = 1024 * 1024;

/** Each state takes about 90 MiB beside the weights; more of them only pay off in recordings of many minutes. */
const MAX_STATES = 8;

/** What the system and other programs may ask for meanwhile. */
const SHARE_OF_FREE_MEMORY = 0.8;

/**
 * Whole chunks side by side use cores better than threads within a chunk: two threads in one state cost 6 to 9 ms of
 * waiting for each token, two states of one thread none (docs/adr/0006-states-and-threads.md).
 */
export function shareCores(cores: number): { states: number; threads: number } {
  const states = Math.min(cores, MAX_STATES);
  return { states, threads: Math.max(1, Math.floor(cores / states)) };
}

/** Far above what a healthy engine needs (weights once, about 90 MiB a state, seven-fold for a beam), far below harm. */
export function memoryLimitBytes(modelBytes: number, states: number): number {
  return 2 * modelBytes + states * 400 * MIB + 512 * MIB;
}

/**
 * What a healthy engine needs: the weights once, a base, and a share for each state. Measured for base on a processor;
 * a beam keeps seven texts for a state instead of one, which is about 6 MiB each.
 */
export function engineMemoryBytes(modelBytes: number, states: number, quality: Quality = 'balanced'): number {
  const stateBytes = quality === 'accurate' ? (90 + 6 * 6) * MIB : 90 * MIB;
  return modelBytes + states * stateBytes + 60 * MIB;
}

export type SlotDemand = {
  readonly settings: Pick<QueueSettings, 'slots' | 'cores'>;
  readonly machineCores: number;
  /** Memory that could be had without swapping, that of the engines at rest included. */
  readonly availableBytes: number;
  readonly modelBytes: number;
  readonly quality: Quality;
};

export type SlotPlan = {
  /** How many recordings are worked on at once; at least 1, also where memory suffices for none. */
  readonly slots: number;
  /** Cores for the engine of each recording. */
  readonly coresEach: number;
  /** Cores kept for decoding, of all recordings together. 0: decoding takes turns with the engines. */
  readonly decodingCores: number;
  /** Whether memory suffices for one engine at least. */
  readonly fitsMemory: boolean;
};

/**
 * Divides cores and memory among recordings. All cores of the machine go to the engines: decoding takes a fiftieth of
 * the time, at the lowest priority, and the machine itself is the limit. A smaller budget has no such limit, so one core
 * of it is kept for decoding. Where memory is short there are fewer recordings first, then fewer cores for one.
 */
export function planSlots(demand: SlotDemand): SlotPlan {
  const { settings, machineCores } = demand;
  const budget = Math.min(settings.cores ?? machineCores, machineCores);
  const decodingCores = budget < machineCores && budget > 1 ? 1 : 0;
  const engineCores = budget - decodingCores;
  const wanted = Math.min(settings.slots ?? 1, engineCores);
  for (let slots = wanted; slots > 1; slots--) {
    const coresEach = Math.floor(engineCores / slots);
    if (fits(demand, slots, coresEach)) return { slots, coresEach, decodingCores, fitsMemory: true };
  }
  let coresEach = engineCores;
  while (coresEach > 1 && !fits(demand, 1, coresEach)) coresEach -= 1;
  return { slots: 1, coresEach, decodingCores, fitsMemory: fits(demand, 1, coresEach) };
}

function fits(
  { availableBytes, modelBytes, quality }: SlotDemand,
  slots: number,
  coresEach: number,
): boolean {
  const neededBytes = slots * engineMemoryBytes(modelBytes, shareCores(coresEach).states, quality);
  return neededBytes <= availableBytes * SHARE_OF_FREE_MEMORY;
}
