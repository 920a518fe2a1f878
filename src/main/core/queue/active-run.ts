import type { QueueEvent } from '../../../shared/contract/events.ts';
import type { JobProgress as ShownProgress } from '../../../shared/contract/job.ts';
import { EarshotError } from '../../../shared/errors.ts';
import type { Calibration, SourceFacts, StoredChunk } from '../storage/store.ts';
import type { PipelineEvent, Progress } from '../transcription/pipeline-events.ts';
import { type CalibrationKey, expectedRealTimeFactor, learnFrom } from './calibration.ts';
import type { JobBook } from './job-book.ts';
import { JobProgress } from './job-progress.ts';
import type { JobRun } from './job-run.ts';
import { storedFraction } from './job-view.ts';
import { Deadline, WorkingClock } from './time-budget.ts';

export type ActiveRunPorts = {
  readonly book: JobBook;
  readonly publish: (event: QueueEvent) => void;
  /** What is known of the speed of engines on this computer. */
  readonly calibrations: () => readonly Calibration[];
  readonly budgetMs: (expectedMs: number) => number;
  readonly tickMs: number;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
};

/** A run as the queue watches it: how far it is, how long it may take, and what it taught about this computer. */
export class ActiveRun {
  readonly run: JobRun;
  readonly #ports: ActiveRunPorts;
  readonly #key: CalibrationKey;
  readonly #clock: WorkingClock;
  readonly #meter: JobProgress;
  readonly #deadline: Deadline;
  #seen: Progress | null = null;
  #recordedAt: string | null = null;
  #hasEnded = false;

  constructor(run: JobRun, key: CalibrationKey, ports: ActiveRunPorts) {
    this.run = run;
    this.#key = key;
    this.#ports = ports;
    this.#clock = new WorkingClock(ports.tickMs);
    this.#clock.tick(ports.now());
    const { facts, doneMs } = run.record;
    this.#deadline = new Deadline(this.#clock, this.#budgetMs(facts.durationMs ?? 0));
    this.#meter = new JobProgress(expectedRealTimeFactor(key, ports.calibrations()), doneMs);
  }

  /** Every chunk of the recording is finished. */
  get hasAllText(): boolean {
    return (
      this.#seen !== null && this.#seen.planIsComplete && this.#seen.chunksDone >= this.#seen.chunksPlanned
    );
  }

  /** What was learnt about the recording, to be kept with whatever becomes of the run. */
  get facts(): SourceFacts {
    const durationMs = this.#seen === null || this.#seen.durationMs === 0 ? null : this.#seen.durationMs;
    return { durationMs, recordedAt: this.#recordedAt };
  }

  /** Working time of this run so far. */
  get workedMs(): number {
    return this.#clock.workedMs;
  }

  /** Called at every tick of the queue. */
  tick(): void {
    if (this.#hasEnded) return;
    this.#clock.tick(this.#ports.now());
    this.#tellProgress();
    this.run.stopIfPaused();
    if (!this.#deadline.isOver) return;
    const minutes = Math.round(this.#deadline.budgetMs / 60_000);
    this.run.stop(
      new EarshotError('over-budget', `The recording was not done after ${minutes} minutes of work.`),
    );
  }

  follow(event: PipelineEvent): void {
    if (event.kind === 'probed') this.#recordedAt = event.media.tags.recordedAt;
    if (event.kind !== 'progress') return;
    const before = this.#seen;
    this.#seen = event.progress;
    const { durationMs, stage } = event.progress;
    // The length is an estimate until all sound is read, and nothing at all before the recording was looked at.
    if (durationMs > 0 && before?.durationMs !== durationMs)
      this.#deadline.setBudget(this.#budgetMs(durationMs));
    if (before?.stage !== stage) this.#tellProgress();
  }

  /** A chunk is on the disk. */
  stored({ job, sequence, segments }: StoredChunk): void {
    const { uid, revision } = job;
    this.#ports.book.update(job);
    this.#ports.publish({ kind: 'job-segments', uid, revision, sequence, segments: [...segments] });
    this.#tellProgress();
  }

  /** The run is over: whatever is told of the job from now on is told by its state. */
  end(): void {
    this.#clock.tick(this.#ports.now());
    this.#hasEnded = true;
    this.#ports.book.forgetLive(this.run.record.uid);
  }

  /** @returns what is known of this engine now, or null when this run says nothing about it */
  lesson(): Calibration | null {
    const before = this.#ports.calibrations().find((one) => isAbout(one, this.#key)) ?? null;
    const mediaMs = (this.#seen?.doneMs ?? 0) - this.run.record.doneMs;
    const learnt = learnFrom(before, this.#key, { mediaMs, workMs: this.#clock.workedMs });
    return learnt === before ? null : learnt;
  }

  #budgetMs(durationMs: number): number {
    return this.#ports.budgetMs(durationMs * expectedRealTimeFactor(this.#key, this.#ports.calibrations()));
  }

  #tellProgress(): void {
    if (this.#seen === null) return;
    this.#ports.book.setProgress(this.run.record.uid, this.#seen.stage, this.#progress(this.#seen));
  }

  /** What earlier runs have stored is shown from the first moment, also before this run has read about it. */
  #progress(seen: Progress): ShownProgress {
    const { record } = this.run;
    const doneMs = Math.max(seen.doneMs, record.doneMs);
    const durationMs = seen.durationMs > 0 ? Math.round(seen.durationMs) : record.facts.durationMs;
    const { fraction, speed, remainingMs } = this.#meter.look({
      totalMs: durationMs,
      doneMs,
      elapsedMs: this.#clock.workedMs,
    });
    return {
      fraction: Math.max(fraction, storedFraction(record)),
      doneMs: Math.round(doneMs),
      durationMs,
      chunksDone: Math.max(seen.chunksDone, record.chunksDone + record.chunksGap),
      chunksPlanned: Math.max(seen.chunksPlanned, record.chunksPlanned),
      planIsComplete: seen.planIsComplete,
      speed,
      remainingMs,
    };
  }
}

function isAbout(calibration: Calibration, key: CalibrationKey): boolean {
  return (
    calibration.model === key.model &&
    calibration.device === key.device &&
    calibration.threads === key.threads
  );
}
