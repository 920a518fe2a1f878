import type { MethodOutput } from '../../../shared/contract/methods.ts';
import { DEVICES } from '../../../shared/job-options.ts';
import type { Calibration } from '../storage/store.ts';

/** What was measured of each model, once for each device that jobs asked for: with the threads of which most is known. */
export function speedsOf(calibrations: readonly Calibration[]): MethodOutput<'models.speeds'>['speeds'] {
  const bestKnown = new Map<string, Calibration>();
  for (const calibration of calibrations) {
    const key = `${calibration.model}\0${calibration.device}`;
    const known = bestKnown.get(key);
    if (known === undefined || known.samples < calibration.samples) bestKnown.set(key, calibration);
  }
  return [...bestKnown.values()].flatMap(({ model, device: name, realTimeFactor }) => {
    const device = DEVICES.find((one) => one === name);
    return device === undefined ? [] : [{ model, device, speed: 1 / realTimeFactor }];
  });
}
