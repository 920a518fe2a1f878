import { randomBytes } from 'node:crypto';
import { CONTRACT_VERSION } from '../../../shared/contract/methods.ts';
import type { OwnerLock } from '../process/owner-lock.ts';
import type { Attachment } from './attachment.ts';
import { publishEndpoint, withdrawEndpoint } from './endpoint.ts';
import { MemoryClient } from './memory-client.ts';
import type { RunningQueue } from './running-queue.ts';
import { prepareSocketPath, removeSocketFolder, type SocketPlaces } from './socket-path.ts';
import { type ServerLimits, SocketServer } from './socket-server.ts';

/** What a program needs to run a queue that others can join. */
export type HostOptions = {
  readonly dataFolder: string;
  /** Of this program. */
  readonly version: string;
  readonly places: SocketPlaces;
  readonly serverLimits?: Partial<ServerLimits>;
  /** Starts the queue. When it rejects, the lock is released and the error is passed on. */
  readonly becomeOwner: (lock: OwnerLock) => Promise<RunningQueue>;
};

/**
 * Runs the queue in this program and lets others join, until it is left or lost. Takes over the lock, also when it rejects.
 */
export async function hostQueue(lock: OwnerLock, options: HostOptions): Promise<Attachment> {
  try {
    const queue = await options.becomeOwner(lock);
    try {
      const door = await openToOthers(queue, options);
      const client = new MemoryClient(queue);
      let ending: Promise<void> | null = null;
      const end = (): Promise<void> => (ending ??= leave({ queue, door, client, lock, options }));
      // What fails on the way fails for what the queue was lost for, which whoever has started it knows.
      void queue.lost.then(end).catch(() => {});
      return { role: 'owner', client, end };
    } catch (error) {
      await queue.stop();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Where others come in. */
type Door = { readonly server: SocketServer; readonly socketPath: string };

async function openToOthers(queue: RunningQueue, options: HostOptions): Promise<Door> {
  const socketPath = await prepareSocketPath(options.dataFolder, options.places);
  let server: SocketServer | null = null;
  try {
    const token = randomBytes(32).toString('base64url');
    const limits = options.serverLimits ?? {};
    server = await SocketServer.listen({ socketPath, token, queue, limits });
    await publishEndpoint(options.dataFolder, {
      pid: process.pid,
      socketPath,
      token,
      contractVersion: CONTRACT_VERSION,
      version: options.version,
      startedAtMs: Date.now(),
    });
    return { server, socketPath };
  } catch (error) {
    await server?.close();
    await removeSocketFolder(socketPath, options.places.platform);
    throw error;
  }
}

type Hosted = {
  readonly queue: RunningQueue;
  readonly door: Door;
  readonly client: MemoryClient;
  readonly lock: OwnerLock;
  readonly options: HostOptions;
};

/**
 * The lock goes last: by then nothing of this program touches the queue any more, whoever takes it over. A step that fails
 * keeps none of the others: clients would wait for an owner that does nothing, and nobody could take its place.
 *
 * @throws what the first step that failed has thrown
 */
async function leave({ queue, door, client, lock, options }: Hosted): Promise<void> {
  const { server, socketPath } = door;
  await inTurn([
    () => server.stopAccepting(),
    () => queue.stop(),
    () => queue.hub.flush(),
    () => server.close(),
    () => client.close(),
    () => withdrawEndpoint(options.dataFolder),
    () => removeSocketFolder(socketPath, options.places.platform),
    () => lock.release(),
  ]);
}

/** Takes every step, whatever became of those before. @throws what the first one that failed has thrown */
async function inTurn(steps: readonly (() => void | Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
