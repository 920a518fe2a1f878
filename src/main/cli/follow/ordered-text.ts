import type { Segment } from '../../../shared/transcript.ts';

export type Chunk = { readonly sequence: number; readonly segments: readonly Segment[] };

/** Far more than an engine works on side by side; what is held back beyond it is read again when its turn comes. */
const MAX_HELD_CHUNKS = 64;

/**
 * Puts the text of one job into order: chunks come as they are finished, and some of them twice (as news and read anew).
 * Each chunk is passed on once, in the order of the sequence.
 */
export class OrderedText {
  readonly #held = new Map<number, readonly Segment[]>();
  readonly #passed = new Set<string>();
  #next = 0;
  /** The first chunk that there was no room for. */
  #dropped: number | null = null;

  /** The sequence of the chunk that comes next. */
  get next(): number {
    return this.#next;
  }

  /** Whether the next chunk is known to be stored but was not kept: it has to be read from the queue. */
  get mustBeRead(): boolean {
    return this.#dropped !== null && this.#dropped <= this.#next;
  }

  /** @returns the segments that are next now: of this chunk and of those that waited for it */
  take({ sequence, segments }: Chunk): Segment[] {
    if (sequence < this.#next) return [];
    this.#held.set(sequence, segments);
    const ready: Segment[] = [];
    for (let held = this.#held.get(this.#next); held !== undefined; held = this.#held.get(this.#next)) {
      this.#held.delete(this.#next);
      this.#next += 1;
      ready.push(...held);
    }
    if (this.#held.size > MAX_HELD_CHUNKS) this.#dropLast();
    return this.#pass(ready);
  }

  /** @returns what {@link take} returns for all of the stored chunks, which must begin with the next one or behind it */
  takeStored(chunks: readonly Chunk[]): Segment[] {
    this.#dropped = null;
    return chunks.flatMap((chunk) => this.take(chunk));
  }

  /** @param segments of the whole transcript. @returns those that were not passed on yet */
  takeRest(segments: readonly Segment[]): Segment[] {
    return this.#pass(segments.filter(({ id }) => !this.#passed.has(id)));
  }

  #pass(segments: Segment[]): Segment[] {
    for (const { id } of segments) this.#passed.add(id);
    return segments;
  }

  #dropLast(): void {
    const last = Math.max(...this.#held.keys());
    this.#held.delete(last);
    this.#dropped = Math.min(last, this.#dropped ?? last);
  }
}
