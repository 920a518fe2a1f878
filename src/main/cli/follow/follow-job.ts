import { isDeepStrictEqual } from 'node:util';
import type { JobView } from '../../../shared/contract/job.ts';
import { EarshotError, type Failure, toEarshotError } from '../../../shared/errors.ts';
import { isFinal } from '../../../shared/job-state.ts';
import type { Transcript } from '../../../shared/transcript.ts';
import type { JobPosition, RecordingResult } from '../view.ts';
import type { AddedJob, Following } from './following.ts';
import type { InboxItem } from './job-inbox.ts';
import { JobTeller } from './job-teller.ts';
import { OrderedText } from './ordered-text.ts';
import { NO_FILES, type WrittenFiles, writeFiles } from './write-files.ts';

/**
 * Follows one job until its text and files are there, it cannot go on without a person, or the signal fires. All of it is
 * told to the view, errors as well. The job itself is left as it is.
 */
export async function followJob(
  added: AddedJob,
  position: JobPosition,
  following: Following,
): Promise<RecordingResult> {
  const job = new FollowedJob(added, new JobTeller(added, position, following), following);
  try {
    return await job.follow();
  } catch (thrown) {
    return await job.breakOff(toEarshotError(thrown).toFailure());
  }
}

/** One job from the moment that its turn has come to its end. */
class FollowedJob {
  readonly #following: Following;
  readonly #added: AddedJob;
  readonly #teller: JobTeller;
  readonly #text = new OrderedText();
  /** As it was last heard of; null before the first answer. */
  #job: JobView | null = null;

  constructor(added: AddedJob, teller: JobTeller, following: Following) {
    this.#added = added;
    this.#teller = teller;
    this.#following = following;
  }

  async follow(): Promise<RecordingResult> {
    const { inbox, signal } = this.#following;
    // What is read after this line and what is news from now on overlap; nothing falls between them.
    inbox.turnTo(this.#added.uid);
    let job = await this.#readAll();
    while (!isOver(job)) {
      const obstacle = await this.#findObstacle(job);
      if (obstacle !== null) return await this.#stop(job, obstacle);
      job = await this.#apply(await inbox.next(signal), job);
    }
    return job.status.state === 'completed'
      ? await this.#complete(job, job.status.gaps)
      : await this.#stop(job, whyOver(job));
  }

  /** Nobody follows any more, or the queue is out of reach. What there is of the text is shown and kept in files. */
  async breakOff(error: Failure): Promise<RecordingResult> {
    const { queue, signal } = this.#following;
    const job = this.#job;
    if (job === null || !signal.aborted) return this.#tellStop(null, error, NO_FILES);
    const transcript = await this.#readQuietly(job);
    if (transcript !== null) this.#tellRest(job, transcript);
    // Another owner goes on with the job, and writes its files when they are whole.
    const kept = queue.role === 'owner' ? await this.#keep(job, transcript) : NO_FILES;
    return this.#tellStop(transcript, error, kept);
  }

  /** Where the job stands, and the text that was stored while nobody listened. */
  async #readAll(): Promise<JobView> {
    const { reader, signal } = this.#following;
    const job = await reader.read('jobs.get', { uid: this.#added.uid }, signal);
    this.#learn(job);
    // Of a job that is over the whole text is read anyway. What its progress says may be of this run only.
    if (!isOver(job)) await this.#readChunks(job);
    return job;
  }

  async #readChunks(job: JobView): Promise<void> {
    const { reader, signal } = this.#following;
    const range = { uid: job.uid, from: this.#text.next };
    const { revision, chunks } = await reader.read('transcript.chunks', range, signal);
    if (revision === job.revision) await this.#teller.tellText(job, this.#text.takeStored(chunks));
  }

  async #apply(item: InboxItem, job: JobView): Promise<JobView> {
    switch (item.kind) {
      case 'reset':
        return await this.#readAll();
      case 'job-changed':
        return this.#learn(item.job);
      case 'job-progress':
        this.#teller.tellProgress(job, { ...item.progress, stage: item.stage });
        break;
      case 'job-segments':
        if (item.revision === job.revision) await this.#teller.tellText(job, this.#text.take(item));
        if (this.#text.mustBeRead) await this.#readChunks(job);
        break;
      case 'job-notice':
        this.#teller.tellNotice(item.message);
        break;
      case 'job-removed':
        throw new EarshotError('job-not-found', 'The recording was taken off the list.');
      case 'queue-changed':
        break;
    }
    return job;
  }

  #learn(job: JobView): JobView {
    this.#job = job;
    this.#teller.tellState(job);
    return job;
  }

  /** Why a job that waits is not started: told once for all jobs. @returns what only a person can remove */
  async #findObstacle(job: JobView): Promise<Failure | null> {
    if (job.status.state !== 'queued') return null;
    const { reader, view, signal, toldHolds } = this.#following;
    const { holds } = await reader.read('queue.status', {}, signal);
    const full = holds.find(({ reason }) => reason === 'disk-full');
    if (full !== undefined) return new EarshotError('disk-full', full.message).toFailure();
    for (const { reason, message } of holds) {
      // That nobody follows was so a moment ago.
      if (reason === 'nobody-follows' || toldHolds.has(message)) continue;
      toldHolds.add(message);
      view.notice(message, null);
    }
    return null;
  }

  async #complete(job: JobView, gaps: number): Promise<RecordingResult> {
    const { reader, signal } = this.#following;
    const transcript = await reader.read('transcript.get', textOf(job), signal);
    this.#tellRest(job, transcript);
    const isStored = this.#added.disposition === 'already-done';
    if (!isStored) this.#teller.tellProgress(job, { ...job.progress, stage: 'finishing' });
    const { files, error } = await this.#wantedFiles(job);
    const workMs = isStored ? null : job.workMs;
    const result: RecordingResult =
      error === null
        ? { kind: 'completed', transcript, workMs, gaps }
        : { kind: 'export-failed', transcript, error };
    this.#teller.end(result, files);
    return result;
  }

  /** A job that was there before may write other files than are wanted now, or none. */
  async #wantedFiles({ uid, exports: rule, exportStatus }: JobView): Promise<WrittenFiles> {
    const { queue, exports } = this.#following;
    if (exports.formats.length === 0) return NO_FILES;
    if (!isDeepStrictEqual(rule, exports) || exportStatus.state === 'none')
      return await writeFiles(queue, uid, exports);
    const files = 'files' in exportStatus ? exportStatus.files : [];
    return { files, error: exportStatus.state === 'failed' ? exportStatus.failure : null };
  }

  /** The job goes no further by itself. What there is of its text is shown and kept in files. */
  async #stop(job: JobView, error: Failure): Promise<RecordingResult> {
    const transcript = job.progress.chunksDone === 0 ? null : await this.#readQuietly(job);
    if (transcript !== null) this.#tellRest(job, transcript);
    return this.#tellStop(transcript, error, await this.#keep(job, transcript));
  }

  /** Writes what there is as `name.partial.…`; after a redo that stopped half-way the older text is whole, and stays. */
  async #keep({ uid, revision }: JobView, transcript: Transcript | null): Promise<WrittenFiles> {
    const { queue, exports } = this.#following;
    return transcript !== null && revision === 1 ? await writeFiles(queue, uid, exports) : NO_FILES;
  }

  /**
   * A recording that ends badly keeps its own reason, whatever becomes of its text and files.
   *
   * @returns null when there is no text to show
   */
  async #readQuietly(job: JobView): Promise<Transcript | null> {
    const stored = await this.#following.queue.call('transcript.get', textOf(job));
    return stored.ok && stored.value.segments.length > 0 ? stored.value : null;
  }

  #tellRest(job: JobView, transcript: Transcript): void {
    this.#teller.tellRest(job, this.#text.takeRest(transcript.segments), transcript);
  }

  #tellStop(transcript: Transcript | null, error: Failure, partial: WrittenFiles): RecordingResult {
    const result: RecordingResult = { kind: 'stopped', transcript, error };
    if (partial.error !== null) this.#teller.problem(partial.error);
    this.#teller.end(result, partial.files);
    return result;
  }
}

function textOf({ uid, revision }: JobView): { uid: string; revision: number } {
  return { uid, revision };
}

/** Whether nothing more will come: final with its files, or waiting for a person. */
function isOver({ status, exportStatus }: JobView): boolean {
  if (status.state === 'completed') return exportStatus.state !== 'pending';
  return status.state === 'blocked' || isFinal(status.state);
}

function whyOver({ status }: JobView): Failure {
  if ('failure' in status) return status.failure;
  const hint = '`earshot jobs retry` goes on with it.';
  return new EarshotError('cancelled', 'The recording was cancelled.', { hint }).toFailure();
}
