import type { JobOptions } from '../../../shared/job-options.ts';
import type { JobRecord } from '../storage/store.ts';
import type { EngineChoice } from './engine-pool.ts';
import { choiceOnRung, type InstalledModel, nextSmaller, type WorkChoice } from './model-ladder.ts';

/** What one run works with, after all steps down the ladder. */
export type ChosenWork = {
  readonly engine: EngineChoice;
  readonly options: JobOptions;
  /** Why it is not what was asked for; null when it is. */
  readonly note: string | null;
};

/** @param coresEach what a run may use at most */
export function chooseWork(
  record: JobRecord,
  models: readonly InstalledModel[],
  coresEach: number,
): ChosenWork {
  const wanted = wantedBy(record, coresEach);
  const choice = choiceOnRung(wanted, models, record.downgrades);
  const step =
    record.downgrades === 0 ? null : nextSmaller(wanted, models, backendOf(record), record.downgrades - 1);
  return {
    engine: { modelId: choice.model, device: choice.device, threads: choice.threads },
    options: { ...record.options, quality: choice.quality },
    note: step?.sentence ?? null,
  };
}

/** The rung a job goes on with when memory did not suffice; null when nothing smaller is left. */
export function nextRungFor(
  record: JobRecord,
  models: readonly InstalledModel[],
  coresEach: number,
): number | null {
  return nextSmaller(wantedBy(record, coresEach), models, backendOf(record), record.downgrades)?.rung ?? null;
}

function wantedBy({ options }: JobRecord, coresEach: number): WorkChoice {
  const { model, device, quality, threads } = options;
  return { model, device, quality, threads: Math.min(threads ?? coresEach, coresEach) };
}

/** What the engine ran on, as far as it ever came; a processor, if it is not known. */
function backendOf({ engine, options }: JobRecord): string {
  return engine?.backend ?? (options.device === 'gpu' ? 'GPU' : 'CPU');
}
