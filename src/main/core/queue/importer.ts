import { type EarshotError, toEarshotError } from '../../../shared/errors.ts';
import type { Log } from '../logging/log.ts';
import type { MediaInfo } from '../media/media-info.ts';
import { orAborted } from '../process/or-aborted.ts';
import type { JobRecord, SourceFacts } from '../storage/store.ts';
import type { ManagedCopies } from './managed-copy.ts';
import { hashSource } from './source-fingerprint.ts';

export type ImporterPorts = {
  readonly copies: ManagedCopies;
  readonly probe: (file: string, signal: AbortSignal) => Promise<MediaInfo>;
  /** The next job to look at for which `mayLook` holds, or null when there is none; called again after each. */
  readonly next: (mayLook: (record: JobRecord) => boolean) => JobRecord | null;
  readonly onImported: (record: JobRecord, found: FirstLook) => Promise<void>;
  readonly onFailed: (record: JobRecord, error: EarshotError) => Promise<void>;
  readonly log: Log;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
};

export type FirstLook = { readonly facts: SourceFacts; readonly partialHash: string | null };

type Look = { readonly uid: string; readonly sinceMs: number; readonly leaving: AbortController };

/**
 * Looks at recordings that wait, one after the other and ahead of their turn: whoever drops a hundred files learns at
 * once which of them have no sound. Only a first look; the run looks again, and never waits for this one.
 */
export class Importer {
  readonly #ports: ImporterPorts;
  readonly #stop = new AbortController();
  /** What was seen of these could not be stored. They are left to their runs, or the loop would never come past them. */
  readonly #leftAlone = new Set<string>();
  #atWork: Look | null = null;
  #loop: Promise<void> | null = null;

  constructor(ports: ImporterPorts) {
    this.#ports = ports;
  }

  /** The job that is being looked at, and since when; null while nothing is. */
  get atWork(): Pick<Look, 'uid' | 'sinceMs'> | null {
    return this.#atWork;
  }

  /** There may be something to look at. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    this.#loop ??= this.#work().finally(() => {
      this.#loop = null;
    });
  }

  /** The job begins its run: whoever looks at it now stops that, and says nothing. */
  leave(uid: string): void {
    if (this.#atWork?.uid === uid) this.#atWork.leaving.abort();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const record = this.#ports.next(({ uid }) => !this.#leftAlone.has(uid));
      if (record === null) return;
      const leaving = new AbortController();
      this.#atWork = { uid: record.uid, sinceMs: this.#ports.now(), leaving };
      // Until it is stored otherwise it is the next one again.
      this.#leftAlone.add(record.uid);
      try {
        await this.#import(record, AbortSignal.any([this.#stop.signal, leaving.signal]));
      } catch (thrown) {
        this.#ports.log.warn('job.look-not-stored', {
          job: record.uid,
          error: toEarshotError(thrown).toFailure(),
        });
      }
      this.#atWork = null;
    }
  }

  async #import(record: JobRecord, signal: AbortSignal): Promise<void> {
    const { onImported, onFailed } = this.#ports;
    let found: FirstLook;
    try {
      found = await orAborted(this.#look(record, signal), signal);
    } catch (thrown) {
      if (!signal.aborted) await onFailed(record, toEarshotError(thrown));
      return;
    }
    if (!signal.aborted) await onImported(record, found);
  }

  async #look(record: JobRecord, signal: AbortSignal): Promise<FirstLook> {
    const { path } = record.source;
    if (record.managedCopy !== null) await this.#ports.copies.keep(path, record.managedCopy);
    // The copy, where there is one: what a page has sent is not in its first place any more.
    const file = record.managedCopy ?? path;
    const { partialHash } = await hashSource(file);
    const media = await this.#ports.probe(file, signal);
    return { facts: { durationMs: media.durationMs, recordedAt: media.tags.recordedAt }, partialHash };
  }
}
