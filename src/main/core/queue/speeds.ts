import type { MethodOutput } from '../../../shared/contract/methods.ts';
import type { Calibration } from '../storage/store.ts';

/** What was measured of each model, once for each place where it computes: with the threads of which most is known. */
export function speedsOf(calibrations: readonly Calibration[]): MethodOutput<'models.speeds'>['speeds'] {
  const bestKnown = new Map<string, Calibration>();
  for (const calibration of calibrations) {
    const key = `${calibration.model}\0${calibration.device}`;
    const known = bestKnown.get(key);
    if (known === undefined || known.samples < calibration.samples) bestKnown.set(key, calibration);
  }
  return [...bestKnown.values()].map(({ model, device, realTimeFactor }) => ({
    model,
    backend: device,
    speed: 1 / realTimeFactor,
  }));
}
