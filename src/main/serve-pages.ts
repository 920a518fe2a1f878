import { statfs } from 'node:fs/promises';
import type { Installation } from './composition.ts';
import type { AppFolders } from './core/storage/app-folders.ts';
import { type HeadlessHost, type HeadlessOptions, startHeadless } from './headless/start-headless.ts';
import { pageHost } from './page-host.ts';
import type { OpenQueue } from './queue-access.ts';

export type ServePagesOptions = Pick<HeadlessOptions, 'rendererFolder' | 'port' | 'onLink'> & {
  readonly installation: Installation;
  readonly resourcesDir: string;
  /** The bundle of the program itself. */
  readonly programFolder: string;
  readonly folders: AppFolders;
  readonly queue: OpenQueue;
  readonly version: string;
};

/** Pages of Earshot that are being served. */
export type ServedPages = Pick<HeadlessHost, 'close'>;

/**
 * Serves Earshot's pages to browsers on this computer, with everything that a host lends to them.
 *
 * @throws EarshotError `invalid-argument` for a port that cannot be had; `database-unwritable`
 */
export async function servePages(options: ServePagesOptions): Promise<ServedPages> {
  const { folders, queue, programFolder, rendererFolder, port, onLink } = options;
  return await startHeadless({
    queue,
    folders,
    lent: await pageHost({ ...options, bundleFolders: [programFolder, rendererFolder], kind: 'browser' }),
    rendererFolder,
    port,
    onLink,
    now: () => performance.now(),
    wallNow: () => Date.now(),
    statfs: (folder) => statfs(folder),
  });
}
