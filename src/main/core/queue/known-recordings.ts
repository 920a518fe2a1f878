import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ActionReport, Disposition, MethodInput } from '../../../shared/contract/methods.ts';
import { fromFailure } from '../../../shared/errors.ts';
import type { ExportRule } from '../../../shared/job-options.ts';
import type { ExportSource } from '../export/export-transcript.ts';
import type { ExportedFiles } from '../export/exported-files.ts';
import type { AsyncStore, JobRecord, NewJob, SourceFingerprint } from '../storage/store.ts';
import type { FinishedJobs } from './finished-jobs.ts';
import type { JobBook } from './job-book.ts';
import type { JobCommands } from './job-commands.ts';
import type { ManagedCopies } from './managed-copy.ts';
import { lookAtSource } from './source-fingerprint.ts';

export type KnownRecordingsPorts = {
  readonly book: JobBook;
  readonly store: AsyncStore;
  readonly commands: JobCommands;
  readonly finished: FinishedJobs;
  readonly exportedFiles: ExportedFiles;
  readonly copies: ManagedCopies;
  readonly reschedule: () => void;
  /** Resolves when no run of the job is under way. */
  readonly untilIdle: (uid: string) => Promise<void>;
};

/** A recording that was given again. */
export type GivenAgain = {
  readonly source: SourceFingerprint;
  readonly foundIn: string | null;
  readonly disposition: Exclude<Disposition, 'added'>;
  readonly request: Pick<MethodInput<'queue.add'>, 'options' | 'exports'>;
};

/** A second file that holds the recording of a job. */
export type OtherFile = { readonly uid: string; readonly file: ExportSource };

/** Takes recordings in, and goes on with those that the queue has. */
export class KnownRecordings {
  readonly #ports: KnownRecordingsPorts;

  constructor(ports: KnownRecordingsPorts) {
    this.#ports = ports;
  }

  get book(): JobBook {
    return this.#ports.book;
  }

  copyFor(uid: string, path: string): string {
    return this.#ports.copies.pathFor(uid, path);
  }

  /** @param others files besides those of the jobs themselves, which get texts as well */
  async add(jobs: readonly NewJob[], others: readonly OtherFile[]): Promise<void> {
    const { book, store, exportedFiles, reschedule } = this.#ports;
    for (const { source } of jobs) exportedFiles.protect(source.path);
    for (const record of await store.addJobs(jobs)) book.apply(record);
    for (const { uid, file } of others) await this.#exportFor(book.get(uid), file);
    reschedule();
  }

  /** @throws EarshotError `state-refused` when the job has changed meanwhile; what the store says */
  async goOn(known: JobRecord, { source, foundIn, disposition, request }: GivenAgain): Promise<void> {
    const { uid } = known;
    await this.#followMove(known, source, disposition);
    const isStopping = known.state === 'canceling' || known.state === 'pausing';
    // Asked for anew while it is still being stopped: it goes on from where it then stands.
    if (isStopping) await this.#ports.untilIdle(uid);
    const record = this.book.get(uid);
    if (disposition === 'continued') await this.#wake(record);
    if (disposition === 'new-revision')
      demand(await this.#ports.commands.redo({ uids: [uid] }, request.options));
    const changed = await this.#setExports(this.book.get(uid), request.exports);
    if (request.exports.formats.length === 0) return;
    const file = { path: source.path, foundIn };
    if (disposition === 'already-done') await this.#ports.finished.exportAgain(changed, file);
    if (disposition === 'already-there') await this.#exportFor(this.book.get(uid), file);
  }

  /** Nobody sees where uploads lie: one that was sent again under its name is no other file. */
  async #exportFor(record: JobRecord, file: ExportSource): Promise<void> {
    const nameOf = this.#ports.copies.isUpload(file.path) ? basename : (path: string): string => path;
    if (nameOf(file.path) === nameOf(record.source.path)) return;
    await this.#ports.finished.exportFor(record, file);
  }

  async #wake({ uid, state }: JobRecord): Promise<void> {
    const { commands } = this.#ports;
    if (state === 'paused' || state === 'blocked') demand(await commands.resume({ uids: [uid] }));
    if (state === 'failed' || state === 'canceled' || state === 'retry_wait') {
      demand(await commands.retry({ uids: [uid] }));
    }
  }

  /** Who gives a recording again wants the files that are asked for now. */
  async #setExports(record: JobRecord, rule: ExportRule): Promise<JobRecord> {
    if (rule.formats.length === 0 || isDeepStrictEqual(record.exports, rule)) return record;
    const changed = await this.#ports.store.setExports(record.id, rule);
    if (changed === null) return record;
    this.book.apply(changed);
    return changed;
  }

  /**
   * The same content under another path: what is still to be done is done with the file that was given, whose name and
   * folder its texts get. A finished job moves only when its own file is gone, and no job moves to what a page has sent as
   * long as there is anything else to read.
   */
  async #followMove(
    record: JobRecord,
    source: SourceFingerprint,
    disposition: GivenAgain['disposition'],
  ): Promise<void> {
    if (record.source.path === source.path) return;
    const isToBeDone = disposition === 'continued' || disposition === 'new-revision';
    const isUpload = this.#ports.copies.isUpload(source.path);
    if (isUpload && record.managedCopy !== null && (await isThere(record.managedCopy))) return;
    if ((isUpload || !isToBeDone) && (await isThere(record.source.path))) return;
    const { partialHash } = record.source;
    const moved = await this.#ports.store.relocate(record.id, { ...source, partialHash });
    if (moved === null) return;
    this.book.apply(moved);
    this.#ports.finished.changed(moved.uid);
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lookAtSource(path);
    return true;
  } catch {
    return false; // gone or unreadable, which is what was asked
  }
}

/** @throws EarshotError why the job did not do what was asked */
function demand({ refused: [refusal] }: ActionReport): void {
  if (refusal !== undefined) throw fromFailure(refusal.error);
}
