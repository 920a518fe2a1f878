import { openStore } from './core/storage/worker-store.ts';
import type { QueueOptions } from './queue-options.ts';
import { type OwnQueue, startQueue } from './start-queue.ts';

export type OpenQueueOptions = QueueOptions & {
  /** The program of the store's thread. */
  readonly storeWorker: URL;
};

/**
 * Opens the store of a data folder that this program owns, in a thread of its own, and starts the queue in it.
 *
 * @throws EarshotError `database-damaged`, `database-too-new`, `database-unwritable`, `disk-full`, `model-missing`
 */
export async function openQueue({ storeWorker, ...options }: OpenQueueOptions): Promise<OwnQueue> {
  const { store, report } = await openStore({ folder: options.folders.data, workerUrl: storeWorker });
  for (const sentence of report.messages) options.log.warn('store.repaired', { sentence });
  try {
    return await startQueue(options, store);
  } catch (thrown) {
    // Its thread would keep the program alive for ever.
    await store.close();
    throw thrown;
  }
}
