import type { QueueEvent } from '../../../shared/contract/events.ts';
import type { QueueSettings } from '../../../shared/contract/methods.ts';
import type { Log } from '../logging/log.ts';
import type { MediaInfo } from '../media/media-info.ts';
import type { AsyncStore, Calibration, JobRecord } from '../storage/store.ts';
import type { ChosenWork } from './engine-choice.ts';
import type { EnginePool } from './engine-pool.ts';
import type { FailedRuns } from './failed-runs.ts';
import type { JobBook } from './job-book.ts';
import type { JobRunPorts } from './job-run.ts';
import type { RunEndings } from './run-endings.ts';
import type { SecondChances } from './second-chances.ts';
import type { StoredSteps } from './stored-steps.ts';

/** Everything the supervisor works with; nothing of it belongs to it. */
export type SupervisorPorts = {
  readonly store: AsyncStore;
  readonly book: JobBook;
  readonly steps: StoredSteps;
  readonly failed: FailedRuns;
  readonly chances: SecondChances;
  readonly endings: RunEndings;
  readonly pool: EnginePool;
  readonly run: JobRunPorts;
  readonly log: Log;
  /** This life of the owner. */
  readonly boot: string;
  readonly publish: (event: QueueEvent) => void;
  readonly probe: (file: string, signal: AbortSignal) => Promise<MediaInfo>;
  readonly settings: () => QueueSettings;
  /** How many recordings are worked on at once, as things are now. */
  readonly slots: () => number;
  /** Why nothing may be started now; empty when something may. */
  readonly holds: () => readonly unknown[];
  /** Whether this owner works for whoever wants this job. */
  readonly mayStart: (record: JobRecord) => boolean;
  /** What a run works with now, after all steps down the ladder of smaller work. */
  readonly choose: (record: JobRecord) => ChosenWork;
  /** What is known of the speed of engines on this computer. */
  readonly calibrations: () => readonly Calibration[];
  readonly tickMs: number;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
};
