import { type JobOptions, QUALITY_TIMES } from '../../../shared/job-options.ts';
import type { Calibration } from '../storage/store.ts';
import type { ChosenWork } from './engine-choice.ts';

/** What decides how fast an engine is on this computer. */
export type CalibrationKey = Pick<Calibration, 'model' | 'device' | 'threads'> & Pick<JobOptions, 'quality'>;

/** @param work with the threads that the engine gets */
export function calibrationKeyOf({
  engine: { modelId, device, threads },
  options: { quality },
}: ChosenWork): CalibrationKey {
  return { model: modelId, device, threads: threads ?? 1, quality };
}

/** Wall time for each unit of media time, before a model has ever run here. */
const FIRST_GUESSES: Readonly<Record<string, number>> = {
  tiny: 0.1,
  base: 0.2,
  small: 0.3,
  medium: 0.5,
  large: 1,
};

/** For models of which nothing is known: rather a pleasant surprise than a broken promise. */
const CAUTIOUS_GUESS = 4;

/** Shorter recordings tell more about starting than about speed. */
const LEAST_MEDIA_MS = 20_000;

/** What a new measurement counts at least: old ones fade, since computers change. */
const LEAST_WEIGHT = 0.2;

/** @param model an id such as `base`, `large-v3-turbo` or `small.en` */
export function firstGuess(model: string): number {
  const family = model
    .toLowerCase()
    .match(/[a-z]+/g)
    ?.find((word) => Object.hasOwn(FIRST_GUESSES, word));
  return family === undefined ? CAUTIOUS_GUESS : (FIRST_GUESSES[family] ?? CAUTIOUS_GUESS);
}

/**
 * Wall time that a unit of media time is expected to take: measured with the same number of threads, else scaled from
 * the nearest number that was measured, else guessed by the model's name.
 */
export function expectedRealTimeFactor(key: CalibrationKey, known: readonly Calibration[]): number {
  const alike = known.filter(({ model, device }) => model === key.model && device === key.device);
  const distance = ({ threads }: Calibration) => Math.abs(Math.log(threads / key.threads));
  const nearest = alike.toSorted((a, b) => distance(a) - distance(b))[0];
  const usual =
    nearest === undefined ? firstGuess(key.model) : (nearest.realTimeFactor * nearest.threads) / key.threads;
  return usual * QUALITY_TIMES[key.quality];
}

/**
 * Takes a finished run into the moving average, as if it had been done in the usual quality.
 *
 * @param before what was known; null when it is the first run
 * @param sample media time that was worked on in this run, and the working time it took
 * @returns what is known now; unchanged by runs that are too short to tell anything
 */
export function learnFrom(
  before: Calibration | null,
  key: CalibrationKey,
  sample: { readonly mediaMs: number; readonly workMs: number },
): Calibration | null {
  if (sample.mediaMs < LEAST_MEDIA_MS || sample.workMs <= 0) return before;
  const { model, device, threads, quality } = key;
  const measured = sample.workMs / sample.mediaMs / QUALITY_TIMES[quality];
  const samples = (before?.samples ?? 0) + 1;
  const old = before?.realTimeFactor ?? measured;
  const realTimeFactor = old + (measured - old) * Math.max(1 / samples, LEAST_WEIGHT);
  return { model, device, threads, realTimeFactor, samples };
}
