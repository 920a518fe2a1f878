import type { SqliteStore } from '../../src/main/core/storage/sqlite-store.ts';
import type { AsyncStore } from '../../src/main/core/storage/store.ts';
import { STORE_METHODS, type StoreMethod } from '../../src/main/core/storage/store-protocol.ts';

/** The arguments may be exchanged before the call is sent. */
export type StoreCall = { readonly method: StoreMethod; readonly args: unknown[] };

/** What happens around calls of the store. Each gets the call; who throws refuses it. */
export type StoreScript = {
  /** Before it is sent to the store: others may overtake it. */
  before?: ((call: StoreCall) => unknown) | undefined;
  /** In the store's own thread: everything that was asked later waits. */
  inside?: ((call: StoreCall) => unknown) | undefined;
  /** When the store has done it, and before the answer arrives. */
  after?: ((call: StoreCall, result: unknown) => unknown) | undefined;
};

/**
 * The store as it is behind its thread, in this very process: calls are carried out one after the other, in the order in
 * which they are made, each in a turn of its own. The script may be changed at any time.
 */
export function storeLine(
  store: SqliteStore,
  script: StoreScript = {},
): AsyncStore & { script: StoreScript } {
  let line: Promise<unknown> = Promise.resolve();
  const inLine = (call: StoreCall): Promise<unknown> => {
    const result = line.then(async () => {
      await new Promise(setImmediate);
      await script.inside?.(call);
      // Name and arguments were checked against each other by the type of the proxy.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      const method = store[call.method] as (...args: readonly unknown[]) => unknown;
      return structuredClone(method.apply(store, [...call.args]));
    });
    line = result.catch(() => {});
    return result;
  };
  const methods = STORE_METHODS.map((method) => [
    method,
    async (...args: unknown[]) => {
      const call: StoreCall = { method, args };
      await script.before?.(call);
      const result = await inLine(call);
      await script.after?.(call, result);
      return result;
    },
  ]);
  const close = async (): Promise<void> => {
    await line;
    store.close();
  };
  // The list has every method of the store.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { ...Object.fromEntries(methods), close, script } as AsyncStore & { script: StoreScript };
}
