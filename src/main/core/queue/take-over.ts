import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../../shared/errors.ts';
import type { Log } from '../logging/log.ts';
import { reapForeignChildren } from '../process/child-registry.ts';
import type { AppFolders } from '../storage/app-folders.ts';
import type { AsyncStore } from '../storage/store.ts';
import { KEEP_REMOVED_MS } from './housekeeping.ts';
import { type JobFolders, purgeRemoved } from './purge-removed.ts';
import { sweepArtefacts } from './sweep-files.ts';

/** Programs that died in a row over one job, without a part of it being stored. */
const CRASH_LIMIT = 3;

/** The folder of one run: its job and its epoch. */
const RUN_FOLDER = /^[0-9a-z]{20}-\d+$/;

export type TakeOverPorts = {
  readonly store: AsyncStore;
  /** This life of the owner. */
  readonly boot: string;
  readonly version: string;
  readonly folders: JobFolders & Pick<AppFolders, 'temp'>;
  readonly kill: (pid: number) => void;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
};

/**
 * What an owner does before anything else, however the last one has ended: ends its children, clears away its working
 * files, and brings its jobs into states from which they can go on.
 *
 * @throws EarshotError what the store says
 */
export async function takeOver({
  store,
  boot,
  version,
  folders,
  kill,
  log,
  wallNow,
}: TakeOverPorts): Promise<void> {
  const ended = await reapForeignChildren(await store.foreignChildren(boot), kill);
  if (ended.length > 0) log.warn('queue.orphans-ended', { count: ended.length });
  await store.forgetForeignChildren(boot);
  await sweep(folders.temp, log);
  const { recovered, previousEndWasClean } = await store.recover(boot, version, CRASH_LIMIT);
  log.info('queue.opened', { boot, recovered: recovered.length, wasClean: previousEndWasClean });
  await purgeRemoved(store, folders, wallNow() - KEEP_REMOVED_MS, log);
  await sweepArtefacts(folders.artefacts, await store.artefactFiles(), log);
}

/**
 * Decoded sound of runs that no longer exist. What cannot be removed now is tried again next time. Whatever else lies there
 * is not ours: the folder may have been somebody's before it was given to Earshot.
 */
async function sweep(tempFolder: string, log: Log): Promise<void> {
  for (const name of await namesIn(tempFolder)) {
    if (!RUN_FOLDER.test(name)) continue;
    try {
      await rm(join(tempFolder, name), { recursive: true, force: true });
    } catch (error) {
      log.warn('queue.not-cleared', { reason: errnoOf(error) });
    }
  }
}

/** @returns the wall time of the newest copy of the database, or null when there is none */
export async function lastBackUpAtMs(backupsFolder: string): Promise<number | null> {
  const copies = (await namesIn(backupsFolder)).filter((name) => name.endsWith('.db'));
  const times = await Promise.all(
    copies.map(async (name) => (await stat(join(backupsFolder, name))).mtimeMs),
  );
  return times.length === 0 ? null : Math.max(...times);
}

/** None, where there is no such folder or it cannot be read. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}
