import type { QueueEvent } from '../../../shared/contract/events.ts';

/** An event with its place among all events of an owner. */
export type NumberedEvent = {
  readonly seq: number;
  readonly event: QueueEvent;
  /** As JSON; of progress an upper estimate. */
  readonly sizeBytes: number;
};

/** Progress is all numbers and comes by the thousand: measuring it would cost more than it is worth. */
const PROGRESS_BYTES = 512;

export function numberEvent(seq: number, event: QueueEvent): NumberedEvent {
  const sizeBytes = event.kind === 'job-progress' ? PROGRESS_BYTES : Buffer.byteLength(JSON.stringify(event));
  return { seq, event, sizeBytes };
}

/** Events in the order of their numbers, where newer progress of a job takes the place of older. */
export class EventWindow {
  /** A map keeps the order of insertion, and any entry can leave at once. */
  readonly #events = new Map<number, NumberedEvent>();
  readonly #progressOf = new Map<string, number>();
  #sizeBytes = 0;

  get count(): number {
    return this.#events.size;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  add(entry: NumberedEvent): void {
    if (entry.event.kind === 'job-progress') {
      const older = this.#progressOf.get(entry.event.uid);
      if (older !== undefined) this.#delete(older);
      this.#progressOf.set(entry.event.uid, entry.seq);
    }
    this.#events.set(entry.seq, entry);
    this.#sizeBytes += entry.sizeBytes;
  }

  /** Those with a higher number. */
  after(seq: number): NumberedEvent[] {
    return [...this.#events.values()].filter((entry) => entry.seq > seq);
  }

  /** @returns its number, or null when nothing is left */
  dropOldest(): number | null {
    const [seq] = this.#events.keys();
    if (seq === undefined) return null;
    this.#delete(seq);
    return seq;
  }

  takeAll(): NumberedEvent[] {
    const all = [...this.#events.values()];
    this.#events.clear();
    this.#progressOf.clear();
    this.#sizeBytes = 0;
    return all;
  }

  #delete(seq: number): void {
    const entry = this.#events.get(seq);
    if (entry === undefined) return;
    this.#events.delete(seq);
    this.#sizeBytes -= entry.sizeBytes;
    if (entry.event.kind === 'job-progress' && this.#progressOf.get(entry.event.uid) === seq) {
      this.#progressOf.delete(entry.event.uid);
    }
  }
}
