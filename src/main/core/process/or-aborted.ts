import { cancelled } from '../../../shared/errors.ts';

/**
 * Waits for work that cannot be interrupted itself, but no longer than until the signal fires.
 *
 * @throws EarshotError `cancelled` when the signal fires first; the work goes on and its result is dropped
 */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(cancelled(signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
