import { parentPort, workerData } from 'node:worker_threads';
import { toEarshotError } from '../../../shared/errors.ts';
import { openSqliteStore } from './open-store.ts';
import type { SqliteStore } from './sqlite-store.ts';
import {
  type FromWorker,
  type StoreCall,
  type ToWorker,
  type WorkerStart,
  workerStartSchema,
} from './store-protocol.ts';

/** The thread that owns the writing connection: one message is one call, answered in the order of the questions. */
function serve(port: NonNullable<typeof parentPort>, { folder }: WorkerStart): void {
  const tell = (message: FromWorker): void => port.postMessage(message);
  let store: SqliteStore;
  try {
    const opened = openSqliteStore({ folder, now: Date.now });
    store = opened.store;
    tell({ kind: 'opened', report: opened.report });
  } catch (error) {
    tell({ kind: 'not-opened', error: toEarshotError(error).toFailure() });
    return;
  }
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'call') tell(answer(store, message));
    else {
      store.close();
      port.close();
    }
  });
}

function answer(store: SqliteStore, { id, method, args }: StoreCall): FromWorker {
  try {
    // Name and arguments were checked against each other on the other side, by the type of the store there.
    const value: unknown = Reflect.apply(store[method], store, args);
    return { kind: 'returned', id, value };
  } catch (error) {
    return { kind: 'failed', id, error: toEarshotError(error).toFailure() };
  }
}

if (parentPort !== null) serve(parentPort, workerStartSchema.parse(workerData));
