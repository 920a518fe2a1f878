import { basename } from 'node:path';
import { EarshotError } from '../../../shared/errors.ts';
import type { AsyncStore, JobRecord, SourceFingerprint } from '../storage/store.ts';
import type { ManagedCopies } from './managed-copy.ts';
import { hashSource, isSameSource } from './source-fingerprint.ts';

/** The recording as one run reads it: the text of a job never comes from two different contents. */
export class RunSource {
  readonly #record: JobRecord;
  readonly #store: AsyncStore;
  readonly #copies: ManagedCopies;
  readonly #onRecord: (record: JobRecord) => void;
  #known: SourceFingerprint;

  /** @param onRecord told when something new was learnt about the recording */
  constructor(
    record: JobRecord,
    store: AsyncStore,
    copies: ManagedCopies,
    onRecord: (record: JobRecord) => void,
  ) {
    this.#record = record;
    this.#store = store;
    this.#copies = copies;
    this.#onRecord = onRecord;
    this.#known = record.source;
  }

  /** What is read: the recording, or Earshot's own copy of it. */
  get file(): string {
    return this.#record.managedCopy ?? this.#known.path;
  }

  /**
   * Makes sure that there is something to read, and that it is what the job began with.
   *
   * @throws EarshotError `source-changed` when parts of another content are stored already; `file-not-found`,
   *   `file-unreadable`, `not-a-file`, `file-empty`, `disk-full`, `output-not-writable`
   */
  async prepare(): Promise<void> {
    // A job may be started before anybody has looked at it.
    const { managedCopy } = this.#record;
    if (managedCopy !== null) await this.#copies.keep(this.#known.path, managedCopy);
    const found = await this.#look();
    const isSame = isSameSource(this.#known, found);
    if (!isSame && (await this.#hasBegun())) throw this.#changed();
    if (isSame && this.#known.partialHash !== null) return;
    this.#known = { ...found, path: this.#known.path };
    const record = await this.#store.relocate(this.#record.id, this.#known);
    if (record !== null) this.#onRecord(record);
  }

  /**
   * To be called when all of it was read. One that is away by then has done its duty.
   *
   * @throws EarshotError `source-changed` when it was changed meanwhile
   */
  async checkUnchanged(): Promise<void> {
    const found = await this.#look().catch(() => null);
    if (found !== null && !isSameSource(this.#known, found)) throw this.#changed();
  }

  /** Also where speech was found and no part of it is planned yet. */
  async #hasBegun(): Promise<boolean> {
    if (this.#record.chunksPlanned > 0) return true;
    return (await this.#store.resumePoint(this.#record.id)).slices.length > 0;
  }

  async #look(): Promise<SourceFingerprint> {
    const found = await hashSource(this.file);
    // A copy of our own has a date of its own.
    return this.#record.managedCopy === null ? found : { ...found, modifiedAtMs: this.#known.modifiedAtMs };
  }

  #changed(): EarshotError {
    return new EarshotError(
      'source-changed',
      `${basename(this.file)} has changed since its transcription began.`,
    );
  }
}
