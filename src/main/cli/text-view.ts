import { basename } from 'node:path';
import { createLogUpdate } from 'log-update';
import type { Stage } from '../../shared/contract/job.ts';
import type { Disposition } from '../../shared/contract/methods.ts';
import type { Failure } from '../../shared/errors.ts';
import { percentOf } from './describe-job.ts';
import { failureLine } from './failure-line.ts';
import { formatClock } from './format-duration.ts';
import { printable } from './printable.ts';
import type {
  BatchSummary,
  JobPosition,
  RecordingEvent,
  RecordingResult,
  StagedProgress,
  View,
} from './view.ts';

const STAGE_NAMES: Record<Stage, string> = {
  probing: 'Looking at the file',
  'loading-model': 'Loading the model',
  'finding-speech': 'Finding speech',
  transcribing: 'Transcribing',
  finishing: 'Finishing',
};

const DISPOSITION_WORDS: Record<Disposition, string> = {
  added: 'added',
  continued: 'goes on where it stopped',
  'already-there': 'is in the queue already',
  'already-done': 'is done already',
  'new-revision': 'is done anew with these options',
};

export type TextViewOptions = {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly quiet: boolean;
  /** Whether progress is wanted; it is drawn as one living line on a terminal, and as a few lines elsewhere. */
  readonly progress: boolean;
};

/** Text on standard output as it is found, everything else on standard error. */
export class TextView implements View {
  readonly #options: TextViewOptions;
  readonly #line: ReturnType<typeof createLogUpdate> | null;
  #several = false;
  #lastTenth = -1;
  #lastChannel: number | null = null;

  constructor(options: TextViewOptions) {
    this.#options = options;
    const isDrawn = options.progress && !options.quiet && options.stderr.isTTY === true;
    this.#line = isDrawn ? createLogUpdate(options.stderr) : null;
  }

  waiting(file: string, message: string): void {
    this.#line?.(printable(`${basename(file)}: ${message}`));
  }

  begin(file: string, { index, count }: JobPosition): void {
    this.#several = count > 1;
    this.#lastTenth = -1;
    this.#lastChannel = null;
    if (!this.#several) return;
    this.#text(`${index === 0 ? '' : '\n'}${printable(basename(file))}\n\n`);
    this.#tell(`${index + 1} of ${count}: ${basename(file)}`);
  }

  event(_file: string, event: RecordingEvent): void {
    switch (event.kind) {
      case 'segments':
        this.#text(
          event.segments
            .map((segment) => `${this.#channelHeading(segment.channel)}${segment.text}\n`)
            .join(''),
        );
        return;
      case 'progress':
        this.#progress(event.progress);
        return;
      case 'language':
        if (event.probability === null) return;
        this.#tell(`Language: ${languageName(event.code)} (${Math.round(event.probability * 100)} % sure)`);
        return;
      case 'notice':
        this.#tell(event.message);
        return;
      case 'engine':
        return;
    }
  }

  end(file: string, result: RecordingResult, writtenFiles: readonly string[]): void {
    for (const path of writtenFiles) this.#tell(`Wrote ${path}`);
    const doubtful = result.transcript?.review.length ?? 0;
    if (doubtful > 0)
      this.#tell(`${doubtful} doubtful ${doubtful === 1 ? 'spot' : 'spots'} to look at (marked in the JSON)`);
    switch (result.kind) {
      case 'completed': {
        const { durationMs } = result.transcript.source;
        if (result.transcript.segments.length === 0) this.#tell(`${basename(file)}: no speech found`);
        if (result.gaps > 0) this.#tell(`${gapsOf(result.gaps)}: the engine could not get through them`);
        this.#tell(`Done: ${formatClock(durationMs)}${speedOf(durationMs, result.workMs)}`);
        return;
      }
      case 'export-failed':
      case 'stopped':
        this.problem(file, result.error);
        return;
    }
  }

  added(file: string, uid: string, disposition: Disposition): void {
    this.#options.stdout.write(`${uid}\n`);
    this.#tell(`${basename(file)}: ${DISPOSITION_WORDS[disposition]}`);
  }

  problem(path: string, error: Failure): void {
    this.#line?.clear();
    const isNamed = error.message.includes(basename(path));
    this.#options.stderr.write(failureLine(error, isNamed ? null : path));
  }

  notice(message: string): void {
    this.#tell(message);
  }

  summary({ completed, failed, stopped, mediaMs, wallMs }: BatchSummary): void {
    if (completed + failed + stopped < 2) return;
    const parts = [`${completed} done`, `${failed} failed`];
    if (stopped > 0) parts.push(`${stopped} not finished`);
    this.#tell(`${parts.join(', ')}: ${formatClock(mediaMs)} of sound in ${formatClock(wallMs)}`);
  }

  close(): void {
    this.#line?.clear();
    this.#line?.done();
  }

  #channelHeading(channel: number | null): string {
    if (channel === this.#lastChannel) return '';
    this.#lastChannel = channel;
    return channel === null ? '' : `Channel ${channel + 1}:\n`;
  }

  #progress(progress: StagedProgress): void {
    // Nothing is finished before its result is written.
    const percent = Math.min(percentOf(progress), 99);
    if (this.#line !== null) {
      this.#line(describe(progress, percent));
      return;
    }
    // Elsewhere than on a terminal a line for each tenth tells enough.
    const tenth = Math.floor(percent / 10);
    if (!this.#options.progress || progress.stage !== 'transcribing' || tenth <= this.#lastTenth) return;
    this.#lastTenth = tenth;
    this.#tell(describe(progress, percent));
  }

  #text(text: string): void {
    this.#line?.clear();
    this.#options.stdout.write(text);
  }

  #tell(message: string): void {
    if (this.#options.quiet) return;
    this.#line?.clear();
    this.#options.stderr.write(`${printable(message)}\n`);
  }
}

function describe(progress: StagedProgress, percent: number): string {
  const filled = Math.round(percent / 5);
  const parts = [
    `${STAGE_NAMES[progress.stage]} ${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${percent} %`,
    progress.durationMs === null
      ? formatClock(progress.doneMs)
      : `${formatClock(progress.doneMs)} of ${formatClock(progress.durationMs)}`,
  ];
  if (progress.chunksPlanned > 0) {
    parts.push(
      `part ${progress.chunksDone} of ${progress.chunksPlanned}${progress.planIsComplete ? '' : '+'}`,
    );
  }
  if (progress.speed !== null) parts.push(`${progress.speed.toFixed(1)} × real time`);
  if (progress.remainingMs !== null) parts.push(`${formatClock(progress.remainingMs)} left`);
  return parts.join(' · ');
}

function speedOf(durationMs: number, workMs: number | null): string {
  if (workMs === null) return '';
  return ` in ${formatClock(workMs)}, ${(durationMs / Math.max(workMs, 1)).toFixed(1)} × real time`;
}

function gapsOf(gaps: number): string {
  return gaps === 1 ? '1 part has no text' : `${gaps} parts have no text`;
}

function languageName(code: string): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code;
}
