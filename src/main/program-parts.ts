import type { Installation } from './composition.ts';
import type { PowerSource } from './core/queue/run-conditions.ts';
import type { AppFolders } from './core/storage/app-folders.ts';
import { once } from './once.ts';
import type { QueueAccess } from './queue-access.ts';

export type ProgramPlaces = {
  readonly folders: AppFolders;
  /** `resources/` of the project or of the installed app. */
  readonly resourcesDir: string;
  /** The program of the store's thread. */
  readonly storeWorker: URL;
  readonly version: string;
  readonly power: PowerSource;
  readonly env: NodeJS.ProcessEnv;
};

/**
 * What every program of Earshot is made of: the parts that are installed, and the way to the one queue. Most of a start is
 * reading code, and most commands need a part of it only: each part is loaded when it is asked for.
 */
export function programParts(places: ProgramPlaces): {
  readonly installation: () => Promise<Installation>;
  readonly access: QueueAccess;
} {
  const { folders, resourcesDir, storeWorker, version, power, env } = places;
  const installation = once(async () => {
    const parts = await import('./composition.ts');
    return new parts.Installation({ resourcesDir, cacheDir: folders.cache, modelsDir: folders.models, env });
  });
  const ownerParts = async () => ({
    ...(await import('./open-queue.ts')),
    installation: await installation(),
  });
  const access: QueueAccess = {
    open: async (options) => {
      const { joinedQueue } = await import('./joined-queue.ts');
      const joined = joinedQueue({
        folders,
        version,
        env,
        openOwn: async (log) => {
          const { openQueue, ...parts } = await ownerParts();
          return await openQueue({ ...parts, folders, storeWorker, version, power, log });
        },
        prepareOwn: ownerParts,
      });
      return await joined.open(options);
    },
  };
  return { installation, access };
}
