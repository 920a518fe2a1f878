import { joinQueue } from './core/api/join-queue.ts';
import type { RunningQueue } from './core/api/running-queue.ts';
import { createLog, type OwnedLog } from './core/logging/create-log.ts';
import { removeAtExit } from './core/process/remove-at-exit.ts';
import { type AppFolders, createFolders } from './core/storage/app-folders.ts';
import type { OpenQueue, QueueAccess } from './queue-access.ts';
import type { OwnQueue } from './start-queue.ts';

export type JoinedQueueOptions = {
  readonly folders: AppFolders;
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
  /** Starts the queue in this program. Called again whenever this program is the one that takes over. */
  readonly openOwn: (log: OwnedLog) => Promise<OwnQueue>;
  /** Loads what `openOwn` needs: when a program that stays takes over, an update may have replaced its files. */
  readonly prepareOwn?: () => Promise<unknown>;
};

/** The one queue of this person: run by this program when no other runs it. */
export function joinedQueue(options: JoinedQueueOptions): QueueAccess {
  const { folders, version, env, openOwn, prepareOwn } = options;
  return {
    open: async ({ signal }) => {
      await createFolders(folders);
      let own: OwnQueue | null = null;
      let hasFollowed = false;
      const becomeOwner = async (): Promise<RunningQueue> => {
        const { queue, log } = await openWithLog(folders, openOwn);
        own = queue;
        // Decoded sound of private talks must not lie about until the next start. Nobody else writes there.
        const takeBack = removeAtExit(folders.temp);
        void queue.lost.then((reason) => log.error('queue.lost', { error: reason }));
        const stop = async (): Promise<void> => {
          own = null;
          try {
            await queue.stop();
          } finally {
            takeBack();
            await log.close();
          }
        };
        return { ...queue, stop };
      };
      const line = await joinQueue({ dataFolder: folders.data, version, env, signal, becomeOwner });
      const close = async (): Promise<void> => {
        line.follow([]);
        // Others may have come meanwhile and rely on this owner. One that is told to stop hands over to them at once, and so
        // does a command that only asks: its answer is not to take as long as their recordings.
        if (hasFollowed) await own?.untilNothingIsOwed(signal);
        await line.close();
      };
      const queue: OpenQueue = {
        call: line.call.bind(line),
        subscribe: line.subscribe.bind(line),
        follow: (jobs) => {
          hasFollowed = true;
          line.follow(jobs);
          prepareOwn?.().catch(() => {
            // Whoever takes over meets it again, and tells it.
          });
        },
        closed: line.closed,
        close,
        get isUp() {
          return line.isUp;
        },
        onLineChange: line.onLineChange.bind(line),
        get role() {
          return line.role;
        },
      };
      return queue;
    },
  };
}

/** Only an owner writes a log, and only as long as it is one: two programs would pull the files from under each other. */
async function openWithLog(
  { logs }: AppFolders,
  openOwn: JoinedQueueOptions['openOwn'],
): Promise<{ queue: OwnQueue; log: OwnedLog }> {
  const log = createLog({ folder: logs, details: false });
  try {
    return { queue: await openOwn(log), log };
  } catch (thrown) {
    await log.close();
    throw thrown;
  }
}
