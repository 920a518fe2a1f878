import { Installation } from './composition.ts';
import type { PowerSource } from './core/queue/run-conditions.ts';
import type { AppFolders } from './core/storage/app-folders.ts';
import { joinedQueue } from './joined-queue.ts';
import { openQueue } from './open-queue.ts';
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

/** What every program of Earshot is made of: the parts that are installed, and the way to the one queue. */
export function programParts(places: ProgramPlaces): { installation: Installation; access: QueueAccess } {
  const { folders, resourcesDir, storeWorker, version, power, env } = places;
  const installation = new Installation({
    resourcesDir,
    cacheDir: folders.cache,
    modelsDir: folders.models,
    env,
  });
  const access = joinedQueue({
    folders,
    version,
    env,
    openOwn: (log) => openQueue({ installation, folders, storeWorker, version, power, log }),
  });
  return { installation, access };
}
