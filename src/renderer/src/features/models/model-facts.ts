import type { ModelView } from '../../../../shared/contract/methods.ts';
import { type Device, QUALITY_TIMES, type Quality } from '../../../../shared/job-options.ts';
import type { ModelSpeed } from '../../store/app-state.ts';

const HOUR_MS = 3_600_000;

/** As the file's own name and description say it; see `core/models/whisper-file.ts`. */
export function isEnglishOnly({ id, name }: Pick<ModelView, 'id' | 'name'>): boolean {
  return /english only/i.test(name) || /\.en\b/.test(id);
}

/** What was measured of a model with jobs that ask for this device. */
export function speedOf(speeds: readonly ModelSpeed[], model: string, device: Device): ModelSpeed | null {
  return speeds.find((speed) => speed.model === model && speed.device === device) ?? null;
}

/** Wall time for so much sound. @param speed in the usual quality */
export function takesMs(mediaMs: number, speed: number, quality: Quality): number {
  return (mediaMs / speed) * QUALITY_TIMES[quality];
}

/** Wall time for an hour of speech. */
export function hourTakesMs({ speed }: Pick<ModelSpeed, 'speed'>, quality: Quality = 'balanced'): number {
  return takesMs(HOUR_MS, speed, quality);
}
