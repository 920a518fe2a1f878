import type { QueueClient } from '../../../shared/contract/client.ts';
import type { EventBatch, QueueEvent } from '../../../shared/contract/events.ts';
import { cancelled, EarshotError } from '../../../shared/errors.ts';

/** `reset`: something was missed, and everything has to be read anew. */
export type InboxItem = QueueEvent | { readonly kind: 'reset' };

/** More than this only comes together while nobody reads; reading everything anew is then the shorter way. */
const MAX_ITEMS = 256;

/** The news of one job at a time, in order, until somebody takes them. Those of other jobs are not kept. */
export class JobInbox {
  readonly #unsubscribe: () => void;
  #uid: string | null = null;
  #items: InboxItem[] = [];
  #resets = 0;
  #isCut = false;
  #wake: () => void = () => {};

  /** Listens from now on. */
  constructor(client: QueueClient) {
    this.#unsubscribe = client.subscribe(null, (batch) => this.#receive(batch));
    void client.closed.then(() => this.#cut());
  }

  /** How often something was missed so far. */
  get resets(): number {
    return this.#resets;
  }

  /** Keeps the news of this job from now on, and forgets those of the one before. */
  turnTo(uid: string): void {
    this.#uid = uid;
    this.#items = [];
  }

  /** @throws EarshotError `cancelled` when the signal fires, `queue-unreachable` when the line is cut for good */
  async next(signal: AbortSignal): Promise<InboxItem> {
    await this.#until(() => this.#items.length > 0, signal);
    const item = this.#items.shift();
    if (item === undefined) throw new Error('somebody else took the item');
    return item;
  }

  /** Waits until more was missed than `resets` times; the item that says so stays. Throws like {@link next}. */
  async resetSince(resets: number, signal: AbortSignal): Promise<void> {
    await this.#until(() => this.#resets > resets, signal);
  }

  close(): void {
    this.#unsubscribe();
  }

  async #until(isTrue: () => boolean, signal: AbortSignal): Promise<void> {
    const wake = (): void => this.#wake();
    signal.addEventListener('abort', wake);
    try {
      for (;;) {
        if (signal.aborted)
          throw signal.reason instanceof EarshotError ? signal.reason : cancelled(signal.reason);
        if (isTrue()) return;
        if (this.#isCut) throw new EarshotError('queue-unreachable', 'The line to the queue is cut.');
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  #cut(): void {
    this.#isCut = true;
    this.#wake();
  }

  #receive(batch: EventBatch): void {
    if (batch.kind === 'reset') this.#missEverything();
    else for (const event of batch.events) this.#keep(event);
    this.#wake();
  }

  #keep(event: QueueEvent): void {
    if (event.kind !== 'queue-changed' && uidOf(event) !== this.#uid) return;
    // Of progress only the newest counts.
    if (event.kind === 'job-progress' && this.#items.at(-1)?.kind === 'job-progress') this.#items.pop();
    this.#items.push(event);
    if (this.#items.length > MAX_ITEMS) this.#missEverything();
  }

  #missEverything(): void {
    this.#resets += 1;
    this.#items = [{ kind: 'reset' }];
  }
}

function uidOf(event: Exclude<QueueEvent, { kind: 'queue-changed' }>): string {
  return event.kind === 'job-changed' ? event.job.uid : event.uid;
}
