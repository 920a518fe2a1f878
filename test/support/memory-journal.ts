import type { PlannedChunk } from '../../src/main/core/transcription/chunk-feed.ts';
import {
  type ChunkJournal,
  type FinishedChunk,
  type ResumePoint,
  type SpeechSlice,
} from '../../src/main/core/transcription/chunk-journal.ts';
import type { EarshotError } from '../../src/shared/errors.ts';
import { FRESH_START } from './fresh-start.ts';

/** One entry on its way into the journal. */
export type JournalCall = {
  /** 0, 1, 2, … in the order in which they came. */
  readonly index: number;
  readonly name: 'speechFound' | 'chunkStarted' | 'chunkFailed' | 'chunkFinished';
  /** What it is about: a slice as `<stream>/<slice>`, or the sequence of a chunk. */
  readonly about: string;
};

export type MemoryJournalScript = {
  readonly resume?: ResumePoint;
  /** Chunks that earlier runs have finished, as {@link MemoryJournal.finished} gave them. */
  readonly finished?: readonly FinishedChunk[];
  /** Called before an entry is made; one that throws refuses it. */
  readonly before?: (call: JournalCall) => unknown;
  /** Called after an entry was made, and before the run learns of it. */
  readonly after?: (call: JournalCall) => unknown;
};

/** A journal as the database keeps it, in memory; it finds fault with entries that a database would have to refuse. */
export class MemoryJournal implements ChunkJournal {
  readonly resume: ResumePoint;
  readonly calls: JournalCall[] = [];
  readonly #script: MemoryJournalScript;
  readonly #slices: SpeechSlice[];
  readonly #planned: PlannedChunk[];
  readonly #deaths = new Map<number, number>();
  readonly #finished = new Map<number, FinishedChunk>();

  constructor(script: MemoryJournalScript = {}) {
    this.resume = script.resume ?? FRESH_START;
    this.#script = script;
    this.#slices = [...this.resume.slices];
    this.#planned = this.resume.planned.map(({ sequence, streamIndex, chunk }) => ({
      sequence,
      streamIndex,
      chunk,
    }));
    for (const { sequence, deaths } of this.resume.planned) this.#deaths.set(sequence, deaths);
    for (const chunk of script.finished ?? []) this.#finished.set(chunk.sequence, chunk);
  }

  /** By sequence. */
  get finished(): FinishedChunk[] {
    return [...this.#finished.values()].toSorted((a, b) => a.sequence - b.sequence);
  }

  get planned(): readonly PlannedChunk[] {
    return this.#planned;
  }

  /** By stream. */
  get slices(): readonly SpeechSlice[] {
    return this.#slices.toSorted((a, b) => a.streamIndex - b.streamIndex);
  }

  /** What the next run would find if this one ended now. */
  resumePoint(): ResumePoint {
    const languages = [...this.#finished.values()].flatMap(({ language }) => language ?? []);
    return structuredClone({
      planned: this.#planned.map((planned) => ({
        ...planned,
        isFinished: this.#finished.has(planned.sequence),
        deaths: this.#deaths.get(planned.sequence) ?? 0,
      })),
      slices: this.#slices,
      language: languages.at(-1) ?? this.resume.language,
    });
  }

  speechFound(slice: SpeechSlice): Promise<void> {
    return this.#enter('speechFound', `${slice.streamIndex}/${slice.slice}`, () => {
      const before = this.#slices.filter(({ streamIndex }) => streamIndex === slice.streamIndex);
      if (slice.slice !== before.length)
        throw new Error(`slice ${slice.slice} comes after ${before.length} others`);
      this.#slices.push(slice);
    });
  }

  chunkStarted(planned: PlannedChunk): Promise<void> {
    return this.#enter('chunkStarted', `${planned.sequence}`, () => {
      const known = this.#planned[planned.sequence];
      if (known === undefined) {
        if (planned.sequence !== this.#planned.length) throw new Error('the plan has a gap');
        this.#planned.push(planned);
      } else if (JSON.stringify(known) !== JSON.stringify(planned)) {
        throw new Error(`chunk ${planned.sequence} was planned anew`);
      }
      if (this.#finished.has(planned.sequence))
        throw new Error(`chunk ${planned.sequence} was finished before`);
    });
  }

  chunkFailed(sequence: number, _error: EarshotError): Promise<void> {
    return this.#enter('chunkFailed', `${sequence}`, () => {
      this.#deaths.set(sequence, (this.#deaths.get(sequence) ?? 0) + 1);
    });
  }

  chunkFinished(chunk: FinishedChunk): Promise<void> {
    return this.#enter('chunkFinished', `${chunk.sequence}`, () => {
      if (this.#planned[chunk.sequence] === undefined)
        throw new Error(`chunk ${chunk.sequence} was never started`);
      if (this.#finished.has(chunk.sequence)) throw new Error(`chunk ${chunk.sequence} was finished twice`);
      this.#finished.set(chunk.sequence, chunk);
    });
  }

  async #enter(name: JournalCall['name'], about: string, write: () => void): Promise<void> {
    const call = { index: this.calls.length, name, about };
    this.calls.push(call);
    await this.#script.before?.(call);
    write();
    await this.#script.after?.(call);
  }
}
