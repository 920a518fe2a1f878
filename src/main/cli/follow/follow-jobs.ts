import type { ErrorCode } from '../../../shared/errors.ts';
import type { ExportRule } from '../../../shared/job-options.ts';
import type { OpenQueue } from '../../queue-access.ts';
import { EXIT } from '../exit-codes.ts';
import type { BatchSummary, RecordingResult, View } from '../view.ts';
import { followJob } from './follow-job.ts';
import type { AddedJob, Following } from './following.ts';
import { JobInbox } from './job-inbox.ts';
import { PatientReader } from './patient-reader.ts';
import { writeFiles } from './write-files.ts';

export type Batch = {
  /** In the order in which their text is shown; each job once. */
  readonly jobs: readonly AddedJob[];
  readonly queue: OpenQueue;
  readonly view: View;
  readonly exports: ExportRule;
  /** Fires when the person wants to leave. */
  readonly signal: AbortSignal;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
};

export type BatchEnd = { readonly summary: BatchSummary; readonly exitCode: number };

/** With these nothing else of the batch can be done either. */
const NOT_READY: ReadonlySet<ErrorCode> = new Set([
  'ffmpeg-missing',
  'runner-missing',
  'model-missing',
  'model-damaged',
  'model-load-failed',
  'device-unavailable',
]);

/**
 * Shows the text of jobs one after the other, however many are worked on at once. One that fails does not stop the others,
 * unless Earshot itself is not ready.
 */
export async function followJobs(batch: Batch): Promise<BatchEnd> {
  const { jobs, queue, signal, now } = batch;
  const startedAtMs = now();
  const inbox = new JobInbox(queue);
  queue.follow(jobs.map(({ uid }) => uid));
  const following: Following = {
    ...batch,
    inbox,
    reader: new PatientReader(queue, inbox),
    toldHolds: new Set(),
  };
  const tally = new Tally();
  try {
    for (const [index, job] of jobs.entries()) {
      if (signal.aborted || tally.isHopeless) break;
      const position = { uid: job.uid, index, count: jobs.length };
      tally.count(await followJob(job, position, following), signal);
    }
    if (signal.aborted) await keepOthers(batch, tally.told);
  } finally {
    inbox.close();
  }
  return tally.end(jobs.length, now() - startedAtMs);
}

class Tally {
  #completed = 0;
  #failed = 0;
  #stopped = 0;
  #mediaMs = 0;
  #hasGaps = false;
  #isNotReady = false;
  #isCutOff = false;

  /** Whether the recordings that follow would all end with the error of the last one. */
  get isHopeless(): boolean {
    return this.#isNotReady || this.#isCutOff;
  }

  /** How many jobs had their turn. */
  get told(): number {
    return this.#completed + this.#failed + this.#stopped;
  }

  count(result: RecordingResult, signal: AbortSignal): void {
    this.#mediaMs += result.transcript?.source.durationMs ?? 0;
    if (result.kind === 'completed') {
      this.#completed += 1;
      this.#hasGaps ||= result.gaps > 0;
    } else if (signal.aborted) this.#stopped += 1;
    else {
      this.#isNotReady = this.told === 0 && NOT_READY.has(result.error.code);
      this.#isCutOff = result.error.code === 'queue-unreachable';
      this.#failed += 1;
    }
  }

  end(jobCount: number, wallMs: number): BatchEnd {
    const summary = {
      completed: this.#completed,
      failed: this.#failed,
      stopped: jobCount - this.#completed - this.#failed,
      mediaMs: this.#mediaMs,
      wallMs,
    };
    return { summary, exitCode: this.#exitCode() };
  }

  #exitCode(): number {
    if (this.#isNotReady) return EXIT.notReady;
    return this.#failed > 0 || this.#hasGaps ? EXIT.someFailed : EXIT.ok;
  }
}

/** Several recordings may be worked on at once: those behind the one that is shown have text to be kept as well. */
async function keepOthers({ jobs, queue, exports, view }: Batch, told: number): Promise<void> {
  if (queue.role !== 'owner' || told >= jobs.length || exports.formats.length === 0) return;
  const atWork = await queue.call('jobs.list', { states: ['running', 'pausing'], offset: 0, limit: 100 });
  if (!atWork.ok) return;
  const others = new Map(jobs.slice(told).map(({ uid, path }) => [uid, path]));
  for (const { uid, progress, revision } of atWork.value.jobs) {
    const path = others.get(uid);
    if (path === undefined || progress.chunksDone === 0 || revision > 1) continue;
    const { error } = await writeFiles(queue, uid, exports);
    if (error !== null) view.problem(path, error);
  }
}
