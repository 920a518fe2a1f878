import { basename } from 'node:path';
import type { JobView } from '../../../shared/contract/job.ts';
import type { Failure } from '../../../shared/errors.ts';
import type { Segment, Transcript } from '../../../shared/transcript.ts';
import { describeJob, partsOf } from '../describe-job.ts';
import { sameRecording } from '../same-recording.ts';
import type { JobPosition, RecordingResult, StagedProgress } from '../view.ts';
import type { AddedJob, Following } from './following.ts';

/** Tells the view about one job: each thing once, and in the order that a {@link View} expects. */
export class JobTeller {
  readonly #added: AddedJob;
  readonly #position: JobPosition;
  readonly #following: Following;
  readonly #toldNotices = new Set<string>();
  #hasBegun = false;
  #toldWait = '';
  #toldEngine = '';
  #hasIntroduced = false;

  constructor(added: AddedJob, position: JobPosition, following: Following) {
    this.#added = added;
    this.#position = position;
    this.#following = following;
  }

  /** What follows from the job's state and record. */
  tellState(job: JobView): void {
    if (isWaiting(job)) this.#tellWait(job);
    else {
      this.#toldWait = '';
      this.#begin(job);
    }
    if (!this.#hasBegun) return;
    if (job.engine !== null) this.#tellEngine(job.engine);
    for (const message of job.notices) this.tellNotice(message);
  }

  tellProgress(job: JobView, progress: StagedProgress): void {
    this.#begin(job);
    this.#following.view.event(this.#added.path, { kind: 'progress', progress });
  }

  /** Text as it is found. What it was made with and its language come before the first word. */
  async tellText(job: JobView, segments: readonly Segment[]): Promise<void> {
    if (segments.length === 0) return;
    if (!this.#hasIntroduced) {
      const { reader, signal } = this.#following;
      const { uid, revision } = job;
      this.#introduce(job, await reader.read('transcript.get', { uid, revision }, signal));
    }
    this.#tellSegments(segments);
  }

  /** What is left of a transcript that was read as a whole, and what was wrong with the recording. */
  tellRest(job: JobView, segments: readonly Segment[], transcript: Transcript): void {
    this.#introduce(job, transcript);
    this.#tellSegments(segments);
    for (const message of transcript.warnings) this.tellNotice(message);
  }

  tellNotice(message: string): void {
    if (this.#toldNotices.has(message)) return;
    this.#toldNotices.add(message);
    this.#following.view.event(this.#added.path, { kind: 'notice', message });
  }

  /** Something besides the end that went wrong with this recording. */
  problem(error: Failure): void {
    this.#following.view.problem(this.#added.path, error);
  }

  /** The end. A recording that never began has none; then only what went wrong is told. */
  end(result: RecordingResult, files: readonly string[]): void {
    if (this.#hasBegun) this.#following.view.end(this.#added.path, result, files);
    else if ('error' in result) this.problem(result.error);
  }

  #begin(job: JobView): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const { disposition, path } = this.#added;
    const { view, exports } = this.#following;
    view.begin(path, this.#position);
    if (disposition === 'already-there') {
      this.tellNotice('It was in the queue already, and is followed now.');
      if (job.path !== path) this.tellNotice(sameRecording(path, job.path, exports));
    }
    if (disposition === 'continued' && job.progress.chunksDone > 0) {
      this.tellNotice(`It continues where it stopped: ${partsOf(job.progress)} parts are done.`);
    }
    if (disposition === 'already-done') {
      this.tellNotice('It was transcribed before: this is the stored text. --again does it anew.');
    }
  }

  #tellWait(job: JobView): void {
    const { view } = this.#following;
    const { status } = job;
    const message = describeJob(job);
    // A place in line and the seconds left change all the time; what is waited for does not.
    const wait = status.state === 'retry_wait' ? `${status.state} ${status.attempt}` : status.state;
    if (wait !== this.#toldWait && this.#isWorthALine(job)) {
      view.notice(`${basename(this.#added.path)}: ${message}`, 'failure' in status ? status.failure : null);
    }
    this.#toldWait = wait;
    view.waiting(this.#added.path, message);
  }

  /** A recording that is next in line will begin in a moment. */
  #isWorthALine({ status }: JobView): boolean {
    if (status.state === 'retry_wait' || status.state === 'paused') return true;
    return !this.#hasBegun && status.state === 'queued' && status.position > 1;
  }

  #introduce(job: JobView, { engine, language }: Transcript): void {
    if (this.#hasIntroduced) return;
    this.#hasIntroduced = true;
    this.#begin(job);
    this.#tellEngine(engine);
    // Empty where nothing was said.
    if (job.options.language.mode === 'per-part' || language.code === '') return;
    const { code, probability } = language;
    this.#following.view.event(this.#added.path, { kind: 'language', code, probability });
  }

  /** Once, and again when another engine had to take over. */
  #tellEngine({ model, variant, backend }: NonNullable<JobView['engine']>): void {
    const words = `${model} ${variant} ${backend}`;
    if (words === this.#toldEngine) return;
    this.#toldEngine = words;
    this.#following.view.event(this.#added.path, { kind: 'engine', engine: { model, variant, backend } });
  }

  #tellSegments(segments: readonly Segment[]): void {
    if (segments.length === 0) return;
    this.#following.view.event(this.#added.path, { kind: 'segments', segments });
  }
}

/** Whether nothing is done with a job at the moment although it is not at its end. */
function isWaiting({ status: { state } }: JobView): boolean {
  return state === 'importing' || state === 'queued' || state === 'paused' || state === 'retry_wait';
}
