import { failed, type Result } from '../../../shared/contract/result.ts';
import { EarshotError } from '../../../shared/errors.ts';

/** Where the program that runs the queue cannot be reached, or not any more. */
export function unreachable(cause?: unknown): EarshotError {
  const details = cause instanceof Error ? { cause, detail: cause.message } : {};
  return new EarshotError('queue-unreachable', 'The program that runs the queue has gone away.', details);
}

/** The end of a line, which everybody who waits on that line learns at once. */
export class LineEnd {
  readonly #closed = Promise.withResolvers<void>();
  readonly #waiting = new Set<() => void>();
  #isCut = false;

  get isCut(): boolean {
    return this.#isCut;
  }

  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    // First this: whoever learns that a call was cut may count on `closed` having been announced.
    this.#closed.resolve();
    for (const tell of this.#waiting) tell();
  }

  /** What the work results in, or `queue-unreachable` as soon as the line is cut. */
  orCut<T>(work: Promise<Result<T>>): Promise<Result<T>> {
    return new Promise((resolve, reject) => {
      const onCut = (): void => resolve(failed(unreachable()));
      this.#waiting.add(onCut);
      if (this.#isCut) onCut();
      work.then(resolve, reject).finally(() => this.#waiting.delete(onCut));
    });
  }
}
