import type { JobProgress, JobView, Stage } from '../../shared/contract/job.ts';
import type { Failure } from '../../shared/errors.ts';
import { formatClock, formatRough } from './format-duration.ts';

const STAGE_WORDS: Record<Stage, string> = {
  probing: 'looking at the file',
  'loading-model': 'loading the model',
  'finding-speech': 'finding speech',
  transcribing: 'transcribing',
  finishing: 'finishing',
};

/** What a job is doing, in one short sentence without a full stop: `waiting, 3rd in line`. */
export function describeJob({ status, progress, workMs }: JobView): string {
  switch (status.state) {
    case 'importing':
      return 'new: its file is looked at first';
    case 'queued':
      return status.position === 1 ? 'waiting, next in line' : `waiting, ${ordinal(status.position)} in line`;
    case 'running':
      return `running: ${describeRun(status.stage, progress)}`;
    case 'pausing':
      return 'pausing: what is being worked on is finished first';
    case 'paused':
      return `paused${soFar(progress)}`;
    case 'retry_wait': {
      const { attempt, maxAttempts, retryInMs, failure } = status;
      const due = retryInMs === 0 ? 'at once' : `in ${formatRough(retryInMs)}`;
      return `is tried again ${due} (retry ${attempt} of ${maxAttempts}): ${failure.message}`;
    }
    case 'blocked':
      return `blocked: ${sentence(status.failure)}`;
    case 'canceling':
      return 'being cancelled';
    case 'canceled':
      return `cancelled${soFar(progress)}`;
    case 'failed':
      return `failed${soFar(progress)}: ${sentence(status.failure)}`;
    case 'completed':
      break;
  }
  return `done${speedOf(progress, workMs)}${gapsOf(status.gaps)}`;
}

/** Whole percent; 100 only when everything is stored. */
export function percentOf({ fraction }: JobProgress): number {
  return fraction === 1 ? 100 : Math.min(99, Math.floor(fraction * 100));
}

/** How many parts have text. `12 of 20`, or `12 of at least 20` while the recording is still being cut into parts. */
export function partsOf({ chunksDone, chunksPlanned, planIsComplete }: JobProgress): string {
  return `${chunksDone} of ${planIsComplete ? '' : 'at least '}${chunksPlanned}`;
}

/** `1st`, `2nd`, `3rd`, `11th`. */
export function ordinal(number: number): string {
  const isTeen = Math.floor(number / 10) % 10 === 1;
  const ending = isTeen ? undefined : { 1: 'st', 2: 'nd', 3: 'rd' }[number % 10];
  return `${number}${ending ?? 'th'}`;
}

function describeRun(stage: Stage, progress: JobProgress): string {
  if (stage !== 'transcribing') return STAGE_WORDS[stage];
  const parts = [`transcribing ${percentOf(progress)} %`];
  if (progress.speed !== null) parts.push(`${progress.speed.toFixed(1)} × real time`);
  if (progress.remainingMs !== null) parts.push(`about ${formatRough(progress.remainingMs)} left`);
  return parts.join(', ');
}

function soFar(progress: JobProgress): string {
  return progress.chunksDone === 0 ? '' : ` at ${percentOf(progress)} %`;
}

function sentence({ message, code }: Failure): string {
  return `${message} [${code}]`;
}

function speedOf({ durationMs }: JobProgress, workMs: number): string {
  if (durationMs === null || workMs === 0) return '';
  return `: ${formatClock(durationMs)} in ${formatClock(workMs)}, ${(durationMs / workMs).toFixed(1)} × real time`;
}

function gapsOf(gaps: number): string {
  if (gaps === 0) return '';
  return `, ${gaps} ${gaps === 1 ? 'part' : 'parts'} without text`;
}
