import { randomInt } from 'node:crypto';
import type { QueueEvent } from '../../../shared/contract/events.ts';
import { isFinal } from '../../../shared/job-state.ts';
import { cutBatches } from './cut-batches.ts';
import { EventWindow, type NumberedEvent, numberEvent } from './event-window.ts';
import { type BatchListener, tellListener } from './tell-listener.ts';

export type EventHubOptions = {
  /** The number before that of the first event. */
  readonly startSeq: number;
  /** How long an event may wait for others to go with. */
  readonly batchDelayMs: number;
  /** A batch is sent earlier when it has grown to this, and is cut there. */
  readonly batchBytes: number;
  /** What is kept for those who join late. */
  readonly keptEvents: number;
  readonly keptBytes: number;
};

type Subscriber = { readonly listener: BatchListener; hasLeft: boolean };

/**
 * Tells subscribers what has happened. Listeners are never called from within {@link publish} or {@link subscribe}.
 * Nothing is buffered for anybody: who falls behind leaves, and joins again with the last number it knows.
 */
export class EventHub {
  readonly #options: EventHubOptions;
  readonly #pending = new EventWindow();
  readonly #kept = new EventWindow();
  readonly #subscribers = new Set<Subscriber>();
  #seq: number;
  /** The newest number that nobody can be told about any more. */
  #forgottenSeq: number;
  #timer: NodeJS.Timeout | null = null;
  #isFlushDue = false;

  constructor(options: Partial<EventHubOptions> = {}) {
    this.#options = {
      startSeq: startOfOwnRange(),
      batchDelayMs: 50,
      batchBytes: 256 * 1024,
      keptEvents: 10_000,
      keptBytes: 2 * 1024 * 1024,
      ...options,
    };
    this.#seq = this.#options.startSeq;
    this.#forgottenSeq = this.#seq;
  }

  /** Number of the last event that was published; it may not have been sent yet. */
  get seq(): number {
    return this.#seq;
  }

  /** @param event not to be changed afterwards: it is kept as it is */
  publish(event: QueueEvent): void {
    this.#seq += 1;
    this.#pending.add(numberEvent(this.#seq, event));
    if (isEndOfJob(event) || this.#pending.sizeBytes >= this.#options.batchBytes) this.#flushAfterThisTurn();
    else this.#timer ??= setTimeout(() => this.flush(), this.#options.batchDelayMs);
  }

  /** As {@link QueueClient.subscribe}. All listeners get the same batch: they may not change it. */
  subscribe(since: number | null, listener: BatchListener): () => void {
    const subscriber: Subscriber = { listener, hasLeft: false };
    const known = since ?? this.#seq;
    queueMicrotask(() => this.#join(subscriber, known));
    return () => {
      subscriber.hasLeft = true;
      this.#subscribers.delete(subscriber);
    };
  }

  /** Sends at once what is waiting to be sent. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isFlushDue = false;
    const entries = this.#pending.takeAll();
    this.#keep(entries);
    for (const batch of cutBatches(entries, this.#options.batchBytes)) {
      for (const { listener } of this.#subscribers) tellListener(listener, batch);
    }
  }

  /** Who cancels ten thousand jobs in one go makes some batches of it, not ten thousand. */
  #flushAfterThisTurn(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    queueMicrotask(() => this.flush());
  }

  #join(subscriber: Subscriber, known: number): void {
    // So that the first batch for all ends where this subscriber's own history ends.
    this.flush();
    if (subscriber.hasLeft) return;
    this.#subscribers.add(subscriber);
    if (known < this.#forgottenSeq || known > this.#seq) {
      tellListener(subscriber.listener, { kind: 'reset', seq: this.#seq });
      return;
    }
    for (const batch of cutBatches(this.#kept.after(known), this.#options.batchBytes)) {
      if (this.#subscribers.has(subscriber)) tellListener(subscriber.listener, batch);
    }
  }

  #keep(entries: readonly NumberedEvent[]): void {
    for (const entry of entries) this.#kept.add(entry);
    while (this.#kept.count > this.#options.keptEvents || this.#kept.sizeBytes > this.#options.keptBytes) {
      this.#forgottenSeq = this.#kept.dropOldest() ?? this.#seq;
    }
  }
}

function isEndOfJob(event: QueueEvent): boolean {
  return event.kind === 'job-changed' && isFinal(event.job.status.state);
}

/**
 * Each owner counts in a range of its own: a number from another owner is out of range here and leads to a `reset`. Two
 * million ranges of four thousand million numbers fill what a number can hold exactly.
 */
function startOfOwnRange(): number {
  return randomInt(1, 2 ** 21) * 2 ** 32;
}
