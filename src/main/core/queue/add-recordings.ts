import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Disposition, MethodInput, MethodOutput } from '../../../shared/contract/methods.ts';
import { EarshotError, type Failure, toEarshotError } from '../../../shared/errors.ts';
import type { JobOptions } from '../../../shared/job-options.ts';
import { isFinal } from '../../../shared/job-state.ts';
import { findMedia } from '../media/find-media.ts';
import { folderOf } from '../media/folder-of.ts';
import type { JobRecord, NewJob, SourceFingerprint } from '../storage/store.ts';
import type { KnownRecordings, OtherFile } from './known-recordings.ts';
import { newUid } from './new-uid.ts';
import { lookAtSource } from './source-fingerprint.ts';
import { TwinSearch } from './twin-search.ts';

type Request = MethodInput<'queue.add'>;
type Report = MethodOutput<'queue.add'>;

/** Looking at files costs waiting, not work: so many at once keep a network drive busy and no more. */
const LOOKS_AT_ONCE = 32;

type Accepted = { readonly uid: string; readonly path: string; readonly disposition: Disposition };
type Problem = { readonly path: string; readonly error: Failure };

/** A recording that was found, and the folder that was searched when it was found in one. */
type Found = { readonly source: SourceFingerprint; readonly foundIn: string | null };

/**
 * Takes recordings into the queue. What is known already is not done twice: an unfinished job goes on, a finished one is
 * exported again, other options make a new revision. What cannot be used is told, and the rest is taken.
 *
 * @throws EarshotError `cancelled`; what the store says when it cannot take the new jobs, and then none of them is taken
 */
export async function addRecordings(
  request: Request,
  known: KnownRecordings,
  signal: AbortSignal,
): Promise<Report> {
  const { files, problems } = await findMedia(request.paths, { signal });
  const batch = new Batch(request, known);
  for (const { path, error } of problems) batch.problems.push({ path, error: error.toFailure() });
  for (let at = 0; at < files.length; at += LOOKS_AT_ONCE) {
    const looks = files.slice(at, at + LOOKS_AT_ONCE).map((path) => batch.look(path));
    for (const found of await Promise.all(looks)) if (found !== null) await batch.take(found);
    if (signal.aborted) throw new EarshotError('cancelled', 'Cancelled.');
  }
  await batch.store();
  return { batchUid: batch.uid, jobs: batch.accepted, problems: batch.problems };
}

class Batch {
  readonly uid = newUid();
  /** What was given, as absolute paths. */
  readonly #given: ReadonlySet<string>;
  readonly accepted: Accepted[] = [];
  readonly problems: Problem[] = [];
  readonly #request: Request;
  readonly #known: KnownRecordings;
  readonly #twins: TwinSearch;
  readonly #new = new Map<string, NewJob>();
  /** Files that hold what one of the new jobs is about. */
  readonly #others: OtherFile[] = [];
  /** Jobs that were known before, and that one of the files was taken for. */
  readonly #goingOn = new Set<string>();

  constructor(request: Request, known: KnownRecordings) {
    this.#request = request;
    this.#given = new Set(request.paths.map((path) => resolve(path)));
    this.#known = known;
    this.#twins = new TwinSearch(known.book);
  }

  /** @returns null for a file that cannot be used, which is a problem then */
  async look(path: string): Promise<Found | null> {
    try {
      return { source: await lookAtSource(path), foundIn: folderOf(path, this.#given) };
    } catch (thrown) {
      this.problems.push({ path, error: toEarshotError(thrown).toFailure() });
      return null;
    }
  }

  async take(found: Found): Promise<void> {
    const { twin, source } = await this.#twins.find(found.source);
    if (twin !== null && this.#new.has(twin.uid)) {
      this.accepted.push({ uid: twin.uid, path: source.path, disposition: 'already-there' });
      const wantsFiles = this.#request.exports.formats.length > 0;
      if (wantsFiles)
        this.#others.push({ uid: twin.uid, file: { path: source.path, foundIn: found.foundIn } });
      return;
    }
    const record = this.#known.book.find(twin?.uid ?? '');
    // One that is being worked on cannot be given other options: the recording then gets a second job.
    const isFree = record !== undefined && (isFinal(record.state) || this.#isSameText(record));
    if (record !== undefined && isFree) await this.#takeKnown(record, found);
    else this.#takeNew({ ...found, source });
  }

  async store(): Promise<void> {
    if (this.#new.size > 0) await this.#known.add([...this.#new.values()], this.#others);
  }

  #takeNew({ source, foundIn }: Found): void {
    const { options, exports, keepCopy } = this.#request;
    const uid = newUid();
    const managedCopy = keepCopy ? this.#known.copyFor(uid, source.path) : null;
    this.#new.set(uid, { uid, batchUid: this.uid, source, foundIn, managedCopy, options, exports });
    this.#twins.add({ uid, source });
    this.accepted.push({ uid, path: source.path, disposition: 'added' });
  }

  async #takeKnown(record: JobRecord, found: Found): Promise<void> {
    const { path } = found.source;
    try {
      const disposition = this.#dispositionOf(record);
      await this.#known.goOn(record, { ...found, disposition, request: this.#request });
      this.#goingOn.add(record.uid);
      this.accepted.push({ uid: record.uid, path, disposition });
    } catch (thrown) {
      this.problems.push({ path, error: toEarshotError(thrown).toFailure() });
    }
  }

  #dispositionOf(record: JobRecord): Exclude<Disposition, 'added'> {
    const { uid, state, chunksDone } = record;
    // It goes on with the first of two files that hold it, and does not move on to the second.
    if (!isFinal(state) && this.#goingOn.has(uid)) return 'already-there';
    if (isFinal(state) && (this.#request.again || !this.#isSameText(record))) return 'new-revision';
    if (state === 'completed') return 'already-done';
    if (state === 'importing' || state === 'running') return 'already-there';
    if (state === 'queued' && chunksDone === 0) return 'already-there';
    return 'continued';
  }

  #isSameText(record: JobRecord): boolean {
    return isDeepStrictEqual(whatDecidesTheText(record.options), whatDecidesTheText(this.#request.options));
  }
}

/** Where the work is done does not change what is said. */
function whatDecidesTheText({
  device: _device,
  threads: _threads,
  ...text
}: JobOptions): Partial<JobOptions> {
  return text;
}
