import type { Device, Quality } from '../../../shared/job-options.ts';

/** What decides how much memory a run needs. */
export type WorkChoice = {
  readonly model: string;
  readonly device: Device;
  readonly quality: Quality;
  /** Processor threads in all. */
  readonly threads: number;
};

export type InstalledModel = {
  readonly id: string;
  readonly sizeBytes: number;
  readonly kind: 'whisper' | 'vad';
};

/** One step down. `rung` is what is stored with the job as `downgrades`. */
export type StepDown = {
  readonly rung: number;
  readonly choice: WorkChoice;
  /** For a person: what is different now. */
  readonly sentence: string;
};

/**
 * The ladder: 1 the processor instead of a graphics processor, 2 no beam and half the threads, 3 and 4 the next smaller
 * model. Rungs are numbered whether they change anything or not, so that the number alone tells what a job runs with,
 * also after a restart and on a computer whose graphics processor is gone.
 */
const ON_PROCESSOR = 1;
const LESS_AT_ONCE = 2;
const LAST_RUNG = 4;

/**
 * @param wanted what the job asks for, without any step
 * @param rung how far down it is already, from 0
 * @returns what the job runs with on that rung
 */
export function choiceOnRung(
  wanted: WorkChoice,
  models: readonly InstalledModel[],
  rung: number,
): WorkChoice {
  let choice = wanted;
  for (let step = 1; step <= Math.min(rung, LAST_RUNG); step++) choice = takeStep(choice, models, step);
  return choice;
}

/**
 * The next rung that makes a difference, for a run that memory did not suffice for.
 *
 * @param wanted what the job asks for, without any step
 * @param backendWas what the failed run computed on, as the engine names it: `CPU`, `CUDA0`, …
 * @param rung how far down the failed run was, from 0
 * @returns null when nothing smaller is left
 */
export function nextSmaller(
  wanted: WorkChoice,
  models: readonly InstalledModel[],
  backendWas: string,
  rung: number,
): StepDown | null {
  const before = choiceOnRung(wanted, models, rung);
  for (let next = rung + 1; next <= LAST_RUNG; next++) {
    const choice = choiceOnRung(wanted, models, next);
    const change = next === ON_PROCESSOR ? offGraphics(before, backendWas) : describeChange(before, choice);
    if (change !== null) {
      return { rung: next, choice, sentence: `Memory did not suffice; going on with ${change}.` };
    }
  }
  return null;
}

function takeStep(choice: WorkChoice, models: readonly InstalledModel[], step: number): WorkChoice {
  if (step === ON_PROCESSOR) return { ...choice, device: 'cpu' };
  if (step === LESS_AT_ONCE) {
    const quality = choice.quality === 'accurate' ? 'balanced' : choice.quality;
    return { ...choice, quality, threads: Math.max(1, Math.floor(choice.threads / 2)) };
  }
  return { ...choice, model: smallerModel(choice.model, models) ?? choice.model };
}

/** A model for English alone is no replacement for one that knows all languages. */
function smallerModel(id: string, models: readonly InstalledModel[]): string | null {
  const sizeBytes = models.find((model) => model.id === id)?.sizeBytes ?? 0;
  const smaller = models.filter(
    (model) =>
      model.kind === 'whisper' &&
      model.sizeBytes < sizeBytes &&
      (isEnglishOnly(id) || !isEnglishOnly(model.id)),
  );
  return (
    smaller.toSorted((a, b) => b.sizeBytes - a.sizeBytes || a.id.localeCompare(b.id, 'en'))[0]?.id ?? null
  );
}

function isEnglishOnly(id: string): boolean {
  return /\.en\b/.test(id);
}

function offGraphics(before: WorkChoice, backendWas: string): string | null {
  const wasOnProcessor = before.device === 'cpu' || backendWas.toUpperCase() === 'CPU';
  return wasOnProcessor ? null : 'the processor instead of the graphics processor';
}

function describeChange(before: WorkChoice, after: WorkChoice): string | null {
  const changes = [
    before.model === after.model ? [] : [`the smaller model ${after.model}`],
    before.quality === after.quality ? [] : [`quality "${after.quality}"`],
    before.threads === after.threads ? [] : [`${after.threads} of ${before.threads} threads`],
  ].flat();
  return changes.length === 0 ? null : changes.join(' and ');
}
