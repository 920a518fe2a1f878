import type { QueueClient } from '../../../shared/contract/client.ts';
import type { EventBatch } from '../../../shared/contract/events.ts';

/** Older than what any owner knows of: makes it answer with a `reset`. */
const BEFORE_EVERYTHING = 0;

/** A subscription that moves from one owner of the queue to the next. */
export class LineSubscription {
  readonly #listener: (batch: EventBatch) => void;
  #known: number | null;
  #stop: (() => void) | null = null;

  constructor(since: number | null, listener: (batch: EventBatch) => void) {
    this.#known = since;
    this.#listener = listener;
  }

  /** What this subscriber knows counts for nothing with another owner, who therefore begins with a `reset`. */
  moveTo(client: QueueClient): void {
    this.stop();
    this.#stop = client.subscribe(this.#known, (batch) => {
      this.#known = batch.seq;
      this.#listener(batch);
    });
    // Who asked for news only has them from here on, and must not miss any between two owners.
    this.#known ??= BEFORE_EVERYTHING;
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }
}
