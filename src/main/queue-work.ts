import { statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { type EarshotError, toEarshotError } from '../shared/errors.ts';
import { ChildRegistry } from './core/process/child-registry.ts';
import { Artefacts } from './core/queue/artefacts.ts';
import { DiskRoom } from './core/queue/disk-room.ts';
import { chooseWork, nextRungFor } from './core/queue/engine-choice.ts';
import { EnginePool } from './core/queue/engine-pool.ts';
import { FailedRuns } from './core/queue/failed-runs.ts';
import { FinishedJobs } from './core/queue/finished-jobs.ts';
import type { JobRunPorts } from './core/queue/job-run.ts';
import { ManagedCopies } from './core/queue/managed-copy.ts';
import { QueueHolds } from './core/queue/queue-holds.ts';
import { Resources } from './core/queue/resources.ts';
import { RunEndings } from './core/queue/run-endings.ts';
import { SecondChances } from './core/queue/second-chances.ts';
import { StoredSteps } from './core/queue/stored-steps.ts';
import { Supervisor } from './core/queue/supervisor.ts';
import { chunkBudgetMs } from './core/queue/time-budget.ts';
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
  const { options, store, boot, state, onLost } = parts;
  const { installation, folders, power } = options;
  const { book, hub, followers, exportedFiles } = state;
  const log = options.log.child('queue');
  const settings = () => state.settings.current;
  const publish = hub.publish.bind(hub);
  const announce = (): void => publish({ kind: 'queue-changed' });
  const isFollowed = (uid: string): boolean => followers.isFollowed(uid);

  const registry = childRegistry(parts);
  const onSpawn = registry.track.bind(registry);
  const pool = new EnginePool(
    (choice, onRestart) => installation.engine(choice, { onRestart, onSpawn }),
    now,
  );
  const room = new DiskRoom({
    dataFolder: folders.data,
    tempFolder: folders.temp,
    statfs: (folder) => statfs(folder),
    rules: settings,
    onChange: announce,
    log,
  });
  const resources = new Resources(await installation.models.list(), {
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
    isFollowed,
    onChange: announce,
    wallNow,
  });
  const finished = new FinishedJobs({
    store,
    book,
    exportedFiles,
    log: options.log.child('exports'),
  });
  const artefacts = new Artefacts({
    store,
    book,
    folder: folders.artefacts,
    tools: (signal) => installation.mediaTools(signal),
    probe: (file, signal) => installation.probe(file, signal),
    onSpawn,
    hasDiskSpace: () => room.isEnough,
    log: options.log.child('media'),
  });
  const copies = new ManagedCopies(folders);
  const steps = new StoredSteps({
    store,
    book,
    publish,
    makeRoom: (signal) => room.make(signal),
    onLost,
    log,
  });
  const failed = new FailedRuns({
    book,
    steps,
    settings,
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
  const chances = new SecondChances({ book, steps, causes, log, now, wallNow });
  const learn = state.speeds.learn.bind(state.speeds);
  const supervisor = new Supervisor({
    store,
    book,
    steps,
    endings: new RunEndings({ store, book, steps, failed, finished, learn, log }),
    failed,
    chances,
    pool,
    run: runPorts(parts, { pool, onSpawn, artefacts, copies }),
    log,
    boot,
    publish,
    probe: (file, signal) => installation.probe(file, signal),
    settings,
    slots: () => resources.plan.slots,
    holds: () => holds.now,
    mayStart: ({ uid }) => isFollowed(uid),
    choose: (record) => chooseWork(record, resources.models, resources.plan.coresEach),
    calibrations: () => state.speeds.all,
    tickMs: TICK_MS,
    now,
  });
  return { supervisor, chances, finished, artefacts, copies, holds, resources, room, registry };
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
    transcription: (prepared, tools) => ({
      ...installation.ports(prepared, tools, { onSpawn }),
      chunkBudgetMs: (mediaMs) => chunkBudgetMs(mediaMs, state.settings.current),
    }),
    copies,
    keepPeaks: artefacts.keepPeaks.bind(artefacts),
    tempFolder: folders.temp,
  };
}
