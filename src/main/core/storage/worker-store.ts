import { Worker } from 'node:worker_threads';
import { EarshotError, fromFailure, toEarshotError } from '../../../shared/errors.ts';
import type { OpenReport } from './open-store.ts';
import type { AsyncStore } from './store.ts';
import {
  type FromWorker,
  STORE_METHODS,
  type StoreMethod,
  type ToWorker,
  type WorkerStart,
} from './store-protocol.ts';

export type OpenWorkerStoreOptions = {
  /** The data folder. */
  readonly folder: string;
  /** `store-worker.ts`, or what a bundler has made of it. */
  readonly workerUrl: URL;
};

/** Rows pass through and are not kept: room for many of them at once would only be filled with garbage. */
const HEAP = { maxYoungGenerationSizeMb: 8 } as const;

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: EarshotError) => void };

/**
 * Opens the store in a thread of its own. Calls are carried out in the order in which they are made.
 *
 * @throws EarshotError `database-too-new`, `database-unwritable`, `database-damaged`, `disk-full`, `internal`
 */
export async function openStore({
  folder,
  workerUrl,
}: OpenWorkerStoreOptions): Promise<{ store: AsyncStore; report: OpenReport }> {
  const start: WorkerStart = { folder };
  const line = new StoreLine(new Worker(workerUrl, { workerData: start, resourceLimits: HEAP }));
  const report = await line.opened;
  const methods = STORE_METHODS.map((method) => [
    method,
    (...args: readonly unknown[]) => line.call(method, args),
  ]);
  const store = { ...Object.fromEntries(methods), close: () => line.close() };
  // oxlint-disable-next-line no-unsafe-type-assertion -- the list has every method, and the thread runs that very store
  return { store: store as AsyncStore, report };
}

/** Questions to the thread and its answers. When it dies, everybody who waits is told. */
class StoreLine {
  readonly opened: Promise<OpenReport>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited = Promise.withResolvers<void>();
  #lastId = 0;
  #end: EarshotError | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    const opened = Promise.withResolvers<OpenReport>();
    this.opened = opened.promise;
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'opened') opened.resolve(message.report);
      else if (message.kind === 'not-opened') opened.reject(fromFailure(message.error));
      else this.#settle(message);
    });
    worker.on('error', (error) => this.#die(toEarshotError(error)));
    worker.on('exit', () => {
      this.#die(new EarshotError('database-unwritable', 'The thread that stores the queue has ended.'));
      if (this.#end !== null) opened.reject(this.#end);
      this.#exited.resolve();
    });
  }

  call(method: StoreMethod, args: readonly unknown[]): Promise<unknown> {
    if (this.#end !== null) return Promise.reject(this.#end);
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    this.#send({ kind: 'call', id, method, args });
    return answer.promise;
  }

  /** Resolves when everything that was asked before is done and the database is closed. */
  async close(): Promise<void> {
    if (this.#end === null) {
      this.#send({ kind: 'close' });
      this.#end = new EarshotError('internal', 'The store is closed.');
    }
    await this.#exited.promise;
  }

  #send(message: ToWorker): void {
    // oxlint-disable-next-line require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(message);
  }

  #settle(message: Extract<FromWorker, { id: number }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'returned') waiting?.resolve(message.value);
    else waiting?.reject(fromFailure(message.error));
  }

  #die(error: EarshotError): void {
    this.#end ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#end);
    this.#waiting.clear();
  }
}
