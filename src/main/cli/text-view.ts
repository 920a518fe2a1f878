import { basename } from 'node:path';
import { createLogUpdate } from 'log-update';
import type { EarshotError } from '../../shared/errors.ts';
import type { PipelineEvent, Progress, Stage } from '../core/transcription/pipeline-events.ts';
import { formatClock } from './format-duration.ts';
import type { BatchSummary, RecordingResult, View } from './view.ts';

const STAGE_NAMES: Record<Stage, string> = {
  probing: 'Looking at the file',
  'loading-model': 'Loading the model',
  'finding-speech': 'Finding speech',
  transcribing: 'Transcribing',
  finishing: 'Finishing',
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

  begin(file: string, { index, count }: { index: number; count: number }): void {
    this.#several = count > 1;
    this.#lastTenth = -1;
    this.#lastChannel = null;
    if (!this.#several) return;
    this.#text(`${index === 0 ? '' : '\n'}${printable(basename(file))}\n\n`);
    this.#tell(`${index + 1} of ${count}: ${basename(file)}`);
  }

  event(_file: string, event: PipelineEvent): void {
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
      case 'probed':
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
        const speed = (durationMs / Math.max(result.timings.wallMs, 1)).toFixed(1);
        if (result.transcript.segments.length === 0) this.#tell(`${basename(file)}: no speech found`);
        this.#tell(
          `Done: ${formatClock(durationMs)} in ${formatClock(result.timings.wallMs)}, ${speed} × real time`,
        );
        return;
      }
      case 'export-failed':
      case 'stopped':
        this.problem(file, result.error);
        return;
    }
  }

  problem(path: string, error: EarshotError): void {
    this.#line?.clear();
    const name = error.message.includes(basename(path)) ? '' : `${path}: `;
    this.#options.stderr.write(`${printable(`${name}${error.message} ${error.hint}`)} [${error.code}]\n`);
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

  #progress(progress: Progress): void {
    const percent = percentOf(progress);
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

function percentOf({ doneMs, durationMs, stage }: Progress): number {
  if (durationMs === 0) return 0;
  const percent = Math.floor((doneMs / durationMs) * 100);
  // Nothing is finished before its result is written.
  return stage === 'finishing' ? 99 : Math.min(percent, 99);
}

function describe(progress: Progress, percent: number): string {
  const filled = Math.round(percent / 5);
  const parts = [
    `${STAGE_NAMES[progress.stage]} ${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${percent} %`,
    `${formatClock(progress.doneMs)} of ${formatClock(progress.durationMs)}`,
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

function languageName(code: string): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code;
}

/** A file name may hold line breaks and escape sequences; on a terminal they must stay characters. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\x${code.toString(16).padStart(2, '0')}`;
  });
}
