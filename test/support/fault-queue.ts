import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Installation } from '../../src/main/composition.ts';
import { MemoryClient } from '../../src/main/core/api/memory-client.ts';
import { RunnerEngine } from '../../src/main/core/engine/runner-engine.ts';
import { createLog } from '../../src/main/core/logging/create-log.ts';
import { appFolders, createFolders } from '../../src/main/core/storage/app-folders.ts';
import { openQueue } from '../../src/main/open-queue.ts';
import { DEFAULT_JOB_OPTIONS, NO_EXPORT } from '../../src/shared/job-options.ts';
import type { FaultHome } from './fault-home.ts';
import { call } from './fault-queue-line.ts';

/** Everything that Earshot waits for, much shorter than people would like. */
export const SHORT_LIMITS = {
  tickMs: 20,
  hangAfterMs: 1500,
  loadHangAfterMs: 3000,
  cancelGraceMs: 200,
} as const;

/** At each tick of the queue. */
const LOOK_AT_BLOCKED_EVERY_MS = 500;

/** The parts of Earshot with short limits; all else is as it is. */
class ImpatientInstallation extends Installation {
  /** The codes of the reasons for which an engine was started again. */
  readonly restarts: string[] = [];

  override async engine(
    ...[choice, hooks = {}]: Parameters<Installation['engine']>
  ): ReturnType<Installation['engine']> {
    const { model } = await super.engine(choice, hooks);
    const runner = await this.runner();
    const engine = new RunnerEngine({
      process: {
        ...SHORT_LIMITS,
        executable: runner.executable,
        ...(hooks.onSpawn === undefined ? {} : { onSpawn: hooks.onSpawn }),
      },
      baselineExecutable: runner.baselineExecutable,
      prepareLoad: async () => ({
        request: {
          model: { path: model.path, sizeBytes: null, sha256: null },
          vadModel: null,
          states: 2,
          threads: 1,
          device: 'cpu',
          memoryLimitBytes: 64 * 1024 * 1024,
          heartbeatMs: 20,
        },
        onLoaded: async () => {},
      }),
      onRestart: (reason, isOnProcessorNow) => {
        this.restarts.push(reason.code);
        hooks.onRestart?.(reason, isOnProcessorNow);
      },
    });
    return { engine, model };
  }

  override ports(...args: Parameters<Installation['ports']>): ReturnType<Installation['ports']> {
    // The pauses between two tries grow as they do in the product, only a hundred times shorter.
    return { ...super.ports(...args), wait: (ms, signal) => setTimeout(ms / 100, undefined, { signal }) };
  }
}

/** A queue in this very process, with the store in its thread, ffmpeg, and the scripted engine of a home. */
export type FaultQueue = {
  readonly client: MemoryClient;
  readonly restarts: readonly string[];
  /** Takes recordings in and follows them. @returns the ids of their jobs */
  readonly add: (...paths: readonly string[]) => Promise<string[]>;
  readonly stop: () => Promise<void>;
};

export async function openFaultQueue(home: FaultHome): Promise<FaultQueue> {
  const folders = appFolders(home.environment, process.platform, { development: true });
  await createFolders(folders);
  const installation = new ImpatientInstallation({
    resourcesDir: join(home.folder, 'resources'),
    cacheDir: folders.cache,
    modelsDir: folders.models,
    env: { ...process.env, ...home.environment },
  });
  const log = createLog({ folder: folders.logs, details: true });
  const queue = await openQueue({
    installation,
    folders,
    // The built one: to read its sources took longer than to open a database.
    storeWorker: new URL('../../out/cli/store-worker.js', import.meta.url),
    version: '0',
    power: { isOnMains: () => true, isIdle: () => true },
    log,
    lookAtBlockedEveryMs: LOOK_AT_BLOCKED_EVERY_MS,
  });
  const client = new MemoryClient(queue);
  client.follow('all');
  return {
    client,
    restarts: installation.restarts,
    add: async (...paths) => {
      const options = { ...DEFAULT_JOB_OPTIONS, language: { mode: 'fixed', code: 'en' } } as const;
      const request = { paths: [...paths], options, exports: NO_EXPORT, again: false, keepCopy: false };
      return (await call(client, 'queue.add', request)).jobs.map(({ uid }) => uid);
    },
    stop: async () => {
      await client.close();
      await queue.stop();
      await log.close();
    },
  };
}
