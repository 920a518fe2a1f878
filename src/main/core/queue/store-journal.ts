import { cancelled, EarshotError, toEarshotError } from '../../../shared/errors.ts';
import type { AsyncStore, Fence, StoredChunk } from '../storage/store.ts';
import type { PlannedChunk } from '../transcription/chunk-feed.ts';
import type {
  ChunkJournal,
  FinishedChunk,
  ResumePoint,
  SpeechSlice,
} from '../transcription/chunk-journal.ts';

/** How long finished text is kept in memory when the disk does not take it; then its chunk is done again. */
const KEEP_UNSTORED_MS = 60_000;
const STORE_AGAIN_MS = 1_000;

export type StoreJournalOptions = {
  readonly store: AsyncStore;
  readonly fence: Fence;
  readonly resume: ResumePoint;
  /** Called when a chunk is on the disk. */
  readonly onStored: (stored: StoredChunk) => void;
  /** Called once for a chunk that the disk does not take; it is tried again. */
  readonly onUnstored: (error: EarshotError) => void;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly signal: AbortSignal;
};

/** The journal of one run: everything it writes carries the run's epoch, and is refused once a newer run has begun. */
export class StoreJournal implements ChunkJournal {
  readonly resume: ResumePoint;
  readonly #options: StoreJournalOptions;
  readonly #atWork = new Set<number>();
  readonly #idle: (() => void)[] = [];
  #isPausing = false;

  constructor(options: StoreJournalOptions) {
    this.#options = options;
    this.resume = options.resume;
  }

  /** Chunks that were begun and are not on the disk yet, by sequence. */
  get atWork(): ReadonlySet<number> {
    return this.#atWork;
  }

  /** Lets the chunks at work be finished and starts no other; the run then stops with `cancelled`. */
  pauseAfterChunks(): void {
    this.#isPausing = true;
    this.#wakeIfIdle();
  }

  async speechFound(slice: SpeechSlice): Promise<void> {
    this.#accept(await this.#options.store.addSpeechSlice(this.#options.fence, slice));
  }

  async chunkStarted(planned: PlannedChunk): Promise<void> {
    // All workers must stand here before the first is turned away: its failure would stop the others.
    if (this.#isPausing) await this.#untilIdle();
    this.#atWork.add(planned.sequence);
    try {
      this.#accept(await this.#options.store.startChunk(this.#options.fence, planned));
    } catch (thrown) {
      this.#atWork.delete(planned.sequence);
      throw thrown;
    }
  }

  async chunkFailed(sequence: number, error: EarshotError): Promise<void> {
    this.#accept(await this.#options.store.failChunk(this.#options.fence, sequence, error.toFailure()));
  }

  async chunkFinished(chunk: FinishedChunk): Promise<void> {
    const stored = await this.#store(chunk);
    this.#accept(stored !== null);
    this.#atWork.delete(chunk.sequence);
    if (stored !== null) this.#options.onStored(stored);
    this.#wakeIfIdle();
  }

  async #store(chunk: FinishedChunk): Promise<StoredChunk | null> {
    const { store, fence, wait, signal, onUnstored } = this.#options;
    for (let waitedMs = 0; ; waitedMs += STORE_AGAIN_MS) {
      try {
        return await store.finishChunk(fence, chunk);
      } catch (thrown) {
        const error = toEarshotError(thrown);
        if (error.code !== 'disk-full' || waitedMs >= KEEP_UNSTORED_MS) throw error;
        if (waitedMs === 0) onUnstored(error);
        await wait(STORE_AGAIN_MS, signal);
      }
    }
  }

  #untilIdle(): Promise<never> {
    return new Promise((_, reject) => {
      this.#idle.push(() => reject(cancelled()));
      this.#wakeIfIdle();
    });
  }

  #wakeIfIdle(): void {
    if (!this.#isPausing || this.#atWork.size > 0) return;
    for (const turnAway of this.#idle.splice(0)) turnAway();
  }

  #accept(isAccepted: boolean): void {
    if (isAccepted) return;
    throw new EarshotError('cancelled', 'A newer run of this recording has begun.');
  }
}
