import { DEFAULT_QUEUE_SETTINGS } from '../../shared/contract/methods.ts';
import type { WatchedLine } from '../core/api/watched-line.ts';
import { GrantBook } from '../core/page/grant-book.ts';
import { createPageHandlers } from '../core/page/page-handlers.ts';
import type { PagePorts } from '../core/page/page-ports.ts';
import type { AppFolders } from '../core/storage/app-folders.ts';
import { readAccessFile, writeAccessFile } from './access-file.ts';
import { MessageSockets } from './message-sockets.ts';
import { PageAccess } from './page-access.ts';
import { PageServer } from './page-server.ts';
import { UploadSpace } from './upload-space.ts';
import { Uploads } from './uploads.ts';
import { createWebApp } from './web-app.ts';

export type HeadlessOptions = {
  readonly queue: WatchedLine;
  readonly folders: Pick<AppFolders, 'data' | 'uploads'>;
  /** See `pageHost` in `src/main`. */
  readonly lent: Omit<PagePorts, 'queue' | 'grants' | 'desktop' | 'discardUpload'>;
  /** What was built of `src/renderer`. */
  readonly rendererFolder: string;
  /** Null for the one of last time, or any that is free. */
  readonly port: number | null;
  /** Told each link that lets a browser in: one at the start, another when a browser came with one that does not hold. */
  readonly onLink: (link: string) => void;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
  /** `statfs` of `node:fs/promises`. */
  readonly statfs: (folder: string) => Promise<{ readonly bavail: number; readonly bsize: number }>;
  readonly limits?: Partial<HeadlessLimits>;
};

/** What keeps one page from harming the others. */
export type HeadlessLimits = {
  /** A request that stands still for so long is cut off. */
  readonly silenceLimitMs: number;
  /** What may wait to be sent to one page. */
  readonly backlogBytes: number;
  /** How long connections may take to come to their end when the host closes. */
  readonly lingerMs: number;
};

const DEFAULT_LIMITS: HeadlessLimits = {
  silenceLimitMs: 60_000,
  backlogBytes: 1024 * 1024,
  lingerMs: 2_000,
};

/** Pages of Earshot, served to browsers on this computer. */
export type HeadlessHost = {
  readonly port: number;
  /** Cuts all connections, and removes what was not received to its end. The queue is left as it is. */
  close(): Promise<void>;
};

const SWEEP_EVERY_MS = 60_000;

/**
 * Serves the pages over HTTP and WebSocket.
 *
 * @throws EarshotError `invalid-argument` for a port that cannot be had, `database-unwritable`
 */
export async function startHeadless(options: HeadlessOptions): Promise<HeadlessHost> {
  const { queue, folders, now, wallNow } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const closing = new AbortController();
  const file = await readAccessFile(folders.data);
  const access = new PageAccess({ key: file.key, now, wallNow });
  const grants = new GrantBook({
    now,
    onForgotten: ({ paths, isUpload }) => {
      if (isUpload) for (const path of paths) void uploads.discard(path);
    },
  });
  const uploads = new Uploads({ folder: folders.uploads, space: uploadSpace(options), grants, wallNow });
  const pages = createPageHandlers({
    ...options.lent,
    queue,
    grants,
    // A browser has its own dialogs and downloads.
    desktop: null,
    // With the folder that it had for itself.
    discardUpload: (path) => uploads.discard(path),
  });
  const tellLink = (): void => options.onLink(`http://${server.authority}/?token=${access.newLink()}`);
  const app = createWebApp({
    authority: () => server.authority,
    access,
    onStranger: () => {
      if (!access.hasLink) tellLink();
    },
    answerPage: (method, input) => pages.answerPage(method, input),
    queue,
    uploads,
    rendererFolder: options.rendererFolder,
    silenceLimitMs: limits.silenceLimitMs,
    closing: closing.signal,
  });
  const sockets = new MessageSockets(queue, limits.backlogBytes);
  const server = new PageServer({ access, sockets, fetch: app.fetch, lingerMs: limits.lingerMs });
  await listen(server, options.port, file.port);
  if (file.port === null) {
    try {
      await writeAccessFile(folders.data, { ...file, port: server.port });
    } catch (error) {
      // It would keep the program alive.
      await server.close();
      throw error;
    }
  }

  const sweep = (): void => {
    grants.forgetExpired();
    void uploads.sweep();
  };
  sweep();
  const timer = setInterval(sweep, SWEEP_EVERY_MS);
  tellLink();
  return {
    port: server.port,
    close: async () => {
      clearInterval(timer);
      // A file that is on its way would take longer than anybody waits.
      closing.abort();
      await server.close();
      await uploads.settled();
    },
  };
}

/** A tab that was left open looks for us where it found the last host. */
async function listen(server: PageServer, wanted: number | null, last: number | null): Promise<void> {
  if (wanted !== null || last === null) return await server.listen(wanted ?? 0);
  try {
    await server.listen(last);
  } catch {
    await server.listen(0); // another program has it, perhaps a host like this one
  }
}

function uploadSpace({ queue, folders, statfs }: HeadlessOptions): UploadSpace {
  return new UploadSpace({
    statfs: () => statfs(folders.uploads),
    reserveBytes: async () => {
      const status = await queue.call('queue.status', {});
      const { blockBelowFreeBytes } = status.ok ? status.value.settings : DEFAULT_QUEUE_SETTINGS;
      return blockBelowFreeBytes;
    },
  });
}
