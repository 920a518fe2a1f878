import type { ExportStatus } from '../../../shared/contract/job.ts';
import { EarshotError, toEarshotError } from '../../../shared/errors.ts';
import type { ExportRule } from '../../../shared/job-options.ts';
import { type ExportResult, type ExportSource, exportTranscript } from '../export/export-transcript.ts';
import type { ExportedFiles } from '../export/exported-files.ts';
import type { Log } from '../logging/log.ts';
import type { AsyncStore, JobRecord } from '../storage/store.ts';
import { inTurn } from './in-turn.ts';
import type { JobBook } from './job-book.ts';

export type FinishedJobsPorts = {
  readonly store: AsyncStore;
  readonly book: JobBook;
  readonly exportedFiles: ExportedFiles;
  readonly log: Log;
};

/** What happens to a job's text once it is complete. Nothing here can harm the text itself. */
export class FinishedJobs {
  readonly #ports: FinishedJobsPorts;
  /** One after the other: two jobs of one name must not look for a free file name at the same time. */
  readonly #inTurn = inTurn();
  /** Other files that hold the recording of a job, by its uid and their path: they get files with it. */
  readonly #others = new Map<string, Map<string, ExportSource>>();
  /** Sidecars that are about to be written anew. */
  readonly #changed = new Set<string>();

  constructor(ports: FinishedJobsPorts) {
    this.#ports = ports;
  }

  /** Writes what a job owes: its sidecar, and the files that its rule asks for. Never rejects. */
  settle(record: JobRecord): Promise<void> {
    return this.#inTurn(async () => {
      // Before the files, which may belong on a drive that hangs or is away.
      await this.#keepSidecar(record);
      if (record.exportStatus.state !== 'pending') return;
      try {
        await this.#exportOwed(record, [sourceOf(record), ...this.#takeOthers(record.uid)]);
      } catch (thrown) {
        // It stays owed: the next start of the queue finds it.
        this.#ports.log.warn('job.export-not-settled', {
          job: record.uid,
          error: toEarshotError(thrown).toFailure(),
        });
      }
    });
  }

  /** The text or the place of the recording is another now: the sidecar follows, once for however many changes there are. */
  changed(uid: string): void {
    if (this.#changed.has(uid)) return;
    this.#changed.add(uid);
    void this.#inTurn(async () => {
      this.#changed.delete(uid);
      const record = this.#ports.book.find(uid);
      if (record?.state === 'completed') await this.#keepSidecar(record);
    });
  }

  /**
   * Writes the files of a finished job once more, by its own rule.
   *
   * @param source where the recording is now; files beside it belong there
   * @throws EarshotError what the store says; what is wrong with the files stands in the job
   */
  exportAgain(record: JobRecord, source: ExportSource): Promise<void> {
    return this.#inTurn(() => this.#exportOwed(record, [source]));
  }

  /**
   * Another file holds the recording of a job: it gets files by the same rule, as soon as there is a text. Only this
   * program remembers that; after its end, the file gets them when it is given again.
   *
   * @throws EarshotError as {@link exportAgain}, where the text is there already
   */
  async exportFor(record: JobRecord, other: ExportSource): Promise<void> {
    if (record.state === 'completed') return await this.exportAgain(record, other);
    const others = this.#others.get(record.uid) ?? new Map<string, ExportSource>();
    this.#others.set(record.uid, others.set(other.path, other));
    return undefined;
  }

  /**
   * Writes files of a job now, also of an unfinished one (`name.partial.txt`). What the job's own rule asks for is
   * another matter, and so is what became of that.
   *
   * @returns the files
   * @throws EarshotError `output-not-writable`, `disk-full`, `invalid-argument`, `job-not-found` when it has no text
   */
  export(record: JobRecord, rule: ExportRule): Promise<readonly string[]> {
    return this.#inTurn(async () => {
      const { files, error } = await this.#writeFiles(record, rule, [sourceOf(record)]);
      if (error !== null) throw error;
      return files;
    });
  }

  /** Resolves when nothing is being written any more. */
  async settled(): Promise<void> {
    await this.#inTurn(() => Promise.resolve());
  }

  async #keepSidecar(record: JobRecord): Promise<void> {
    const { store, log } = this.#ports;
    try {
      await store.writeSidecar(record.id);
    } catch (thrown) {
      log.warn('job.sidecar-not-written', { job: record.uid, error: toEarshotError(thrown).toFailure() });
    }
  }

  #takeOthers(uid: string): ExportSource[] {
    const others = this.#others.get(uid);
    this.#others.delete(uid);
    return [...(others?.values() ?? [])];
  }

  async #exportOwed(record: JobRecord, sources: readonly ExportSource[]): Promise<void> {
    const { store, book } = this.#ports;
    const { files, error } = await this.#writeFiles(record, record.exports, sources);
    const status: ExportStatus =
      error === null ? { state: 'written', files } : { state: 'failed', files, failure: error.toFailure() };
    const changed = await store.setExportStatus(record.id, status);
    if (changed === null) return;
    book.apply(changed);
    // It says what has become of the files as well: who is brought back from it must not get them a second time.
    await this.#keepSidecar(changed);
  }

  /** Files for each of the sources; of what goes wrong, the first is told. */
  async #writeFiles(
    record: JobRecord,
    rule: ExportRule,
    sources: readonly ExportSource[],
  ): Promise<ExportResult> {
    const { store, exportedFiles } = this.#ports;
    const transcript = await store.transcript(record.uid, null);
    if (transcript === null || (!transcript.complete && transcript.segments.length === 0)) {
      return { files: [], error: new EarshotError('job-not-found', 'This job has no text yet.') };
    }
    const transcribedAt = new Date(record.finishedAtMs ?? record.updatedAtMs);
    const partial = !transcript.complete;
    const files: string[] = [];
    let error: EarshotError | null = null;
    for (const source of sources) {
      const request = { transcript, rule, source, exportedFiles, partial, transcribedAt };
      const written = await exportTranscript(request);
      files.push(...written.files);
      error ??= written.error;
    }
    return { files, error };
  }
}

function sourceOf({ source: { path }, foundIn }: JobRecord): ExportSource {
  return { path, foundIn };
}
