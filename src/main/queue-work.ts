import { statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { type EarshotError, toEarshotError } from '../shared/errors.ts';
import type { Log } from './core/logging/log.ts';
import { ChildRegistry } from './core/process/child-registry.ts';
import { Artefacts } from './core/queue/artefacts.ts';
import { calibrationKeyOf, expectedRealTimeFactor } from './core/queue/calibration.ts';
import { DiskRoom } from './core/queue/disk-room.ts';
import { chooseWork, nextRungFor } from './core/queue/engine-choice.ts';
import { EnginePool } from './core/queue/engine-pool.ts';
import { FailedRuns } from './core/queue/failed-runs.ts';
import { FinishedJobs } from './core/queue/finished-jobs.ts';
import type { JobRunPorts } from './core/queue/job-run.ts';
import { ManagedCopies } from './core/queue/managed-copy.ts';
import type { InstalledModel } from './core/queue/model-ladder.ts';
import { QueueHolds } from './core/queue/queue-holds.ts';
import { Resources } from './core/queue/resources.ts';
import { RunEndings } from './core/queue/run-endings.ts';
import { LOOK_AT_BLOCKED_EVERY_MS, SecondChances } from './core/queue/second-chances.ts';
import { shareCores } from './core/queue/slot-plan.ts';
import { StoredSteps } from './core/queue/stored-steps.ts';
import { Supervisor } from './core/queue/supervisor.ts';
import { chunkBudgetMs, expectedChunkMs } from './core/queue/time-budget.ts';
import type { AsyncStore } from './core/storage/store.ts';
import type { OnSpawn, QueueOptions } from './queue-options.ts';
import { now, type QueueState, wallNow } from './queue-state.ts';

export const TICK_MS = 1_000;

/** Everything that works on jobs. */
export type QueueWork = {
  readonly supervisor: Supervisor;
  readonly chances: SecondChances;
  readonly finished: FinishedJobs;
  readonly artefacts: Artefacts;
  readonly copies: ManagedCopies;
  readonly holds: QueueHolds;
  readonly resources: Resources;
  readonly room: DiskRoom;
  readonly registry: ChildRegistry;
};

export type QueueWorkParts = {
  readonly options: QueueOptions;
  readonly store: AsyncStore;
  /** This life of the owner. */
  readonly boot: string;
  readonly state: QueueState;
  /** Told when the store is gone for good. */
  readonly onLost: (error: EarshotError) => void;
};

/** Puts together what works on jobs; nothing of it has begun yet. */
export async function assembleWork(parts: QueueWorkParts): Promise<QueueWork> {
  const { options, store, boot, state } = parts;
  const { installation } = options;
  const log = options.log.child('queue');
  const registry = childRegistry(parts);
  const onSpawn = registry.track.bind(registry);
  const pool = new EnginePool(
    (choice, onRestart) => installation.engine(choice, { onRestart, onSpawn }),
    now,
  );
  const conditions = assembleConditions(parts, log, pool, await installation.models.list());
  const { resources, holds } = conditions;
  const outcomes = assembleOutcomes(parts, log, conditions, () => supervisor.reschedule());
  const artefacts = new Artefacts({
    store,
    book: state.book,
    folder: options.folders.artefacts,
    tools: (signal) => installation.mediaTools(signal),
    probe: (file, signal) => installation.probe(file, signal),
    onSpawn,
    hasDiskSpace: () => conditions.room.isEnough,
    log: options.log.child('media'),
  });
  const copies = new ManagedCopies(options.folders);
  const supervisor = new Supervisor({
    ...outcomes,
    store,
    book: state.book,
    pool,
    run: runPorts(parts, { pool, onSpawn, artefacts, copies }),
    log,
    boot,
    publish: state.hub.publish.bind(state.hub),
    probe: (file, signal) => installation.probe(file, signal),
    settings: () => state.settings.current,
    slots: () => resources.plan.slots,
    holds: () => holds.now,
    mayStart: ({ uid }) => state.followers.isFollowed(uid),
    choose: (record) => chooseWork(record, resources.models, resources.plan.coresEach),
    calibrations: () => state.speeds.all,
    tickMs: TICK_MS,
    now,
  });
  return { ...conditions, ...outcomes, artefacts, copies, supervisor, registry };
}

/** What decides whether something is started, and how much at once. */
type Conditions = Pick<QueueWork, 'room' | 'resources' | 'holds'>;

function assembleConditions(
  { options, state }: QueueWorkParts,
  log: Log,
  pool: EnginePool,
  models: readonly InstalledModel[],
): Conditions {
  const { folders, power } = options;
  const { book, hub, followers } = state;
  const settings = () => state.settings.current;
  const announce = (): void => hub.publish({ kind: 'queue-changed' });
  const room = new DiskRoom({
    dataFolder: folders.data,
    tempFolder: folders.temp,
    statfs: (folder) => statfs(folder),
    rules: settings,
    onChange: announce,
    log,
  });
  const resources = new Resources(models, {
    book,
    settings,
    engineCount: () => pool.size,
    machineCores: availableParallelism(),
    availableBytes: () => process.availableMemory(),
  });
  const holds = new QueueHolds({
    book,
    settings,
    power,
    hasDiskSpace: () => room.isEnough,
    hasMemory: () => resources.plan.fitsMemory,
    isFollowed: (uid) => followers.isFollowed(uid),
    onChange: announce,
    wallNow,
  });
  return { room, resources, holds };
}

/** What becomes of jobs whose run has ended. */
type Outcomes = Pick<QueueWork, 'chances' | 'finished'> & {
  readonly steps: StoredSteps;
  readonly failed: FailedRuns;
  readonly endings: RunEndings;
};

function assembleOutcomes(
  { options, store, state, onLost }: QueueWorkParts,
  log: Log,
  { room, resources }: Conditions,
  reschedule: () => void,
): Outcomes {
  const { installation } = options;
  const { book, hub, speeds, exportedFiles } = state;
  const finished = new FinishedJobs({ store, book, exportedFiles, log: options.log.child('exports') });
  const steps = new StoredSteps({
    store,
    book,
    publish: hub.publish.bind(hub),
    makeRoom: (signal) => room.make(signal),
    onLost,
    log,
  });
  const failed = new FailedRuns({
    book,
    steps,
    settings: () => state.settings.current,
    nextRung: (record) => nextRungFor(record, resources.models, resources.plan.coresEach),
    now,
    wallNow,
  });
  const causes = {
    hasSpace: () => room.isEnough,
    // The small one first: what is whole is read to prove it.
    hasModel: async (id: string) =>
      (await installation.hasModel('silero-vad')) && (await installation.hasModel(id)),
  };
  const lookEveryMs = options.lookAtBlockedEveryMs ?? LOOK_AT_BLOCKED_EVERY_MS;
  const chances = new SecondChances({ book, steps, causes, reschedule, lookEveryMs, log, now, wallNow });
  const learn = speeds.learn.bind(speeds);
  const endings = new RunEndings({ store, book, steps, failed, finished, learn, log });
  return { finished, steps, failed, chances, endings };
}

function childRegistry({ options, store, boot }: QueueWorkParts): ChildRegistry {
  return new ChildRegistry(
    {
      childStarted: (child) => store.childStarted(boot, child),
      childEnded: (pid) => store.childEnded(boot, pid),
    },
    (error) => options.log.warn('queue.child-not-recorded', { error: toEarshotError(error).toFailure() }),
  );
}

type RunParts = Pick<QueueWork, 'artefacts' | 'copies'> & {
  readonly pool: EnginePool;
  readonly onSpawn: OnSpawn;
};

function runPorts(
  { options, store, state }: QueueWorkParts,
  { pool, onSpawn, artefacts, copies }: RunParts,
): JobRunPorts {
  const { installation, folders } = options;
  return {
    store,
    pool,
    tools: (signal) => installation.mediaTools(signal),
    transcription: (prepared, tools, work) => {
      const key = calibrationKeyOf(work);
      const { states } = shareCores(key.threads);
      const expectedMs = (mediaMs: number): number =>
        expectedChunkMs(mediaMs, expectedRealTimeFactor(key, state.speeds.all), states);
      return {
        ...installation.ports(prepared, tools, { onSpawn }),
        chunkBudgetMs: (mediaMs) => chunkBudgetMs(expectedMs(mediaMs), state.settings.current),
      };
    },
    copies,
    keepPeaks: artefacts.keepPeaks.bind(artefacts),
    tempFolder: folders.temp,
  };
}
