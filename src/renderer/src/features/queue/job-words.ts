import type { TFunction } from 'i18next';
import type { JobProgress, JobView } from '../../../../shared/contract/job.ts';
import type { ErrorCode } from '../../../../shared/errors.ts';
import { en } from '../../i18n/en/index.ts';
import type { Formats } from '../../i18n/formats.ts';

export type WordsPorts = { readonly t: TFunction; readonly formats: Formats };

/** What a row shows that is not of the job alone. */
export type RowFacts = {
  /** Place among the waiting, from 1. */
  readonly place: number | null;
  /** Wall time until its text is there; null when that cannot be told. */
  readonly readyInMs: number | null;
  readonly retryInMs: number | null;
  readonly isSlower: boolean;
  /** Since its run began. */
  readonly elapsedMs: number;
};

/** An estimate of a run that has shown less than this is a range. */
const STABLE_FROM = 0.1;
const RANGE_FROM_MS = 3 * 60_000;
const RANGE_LOW = 0.75;
const RANGE_HIGH = 1.3;
/** Who reads "estimating" for longer loses faith in it. */
const ESTIMATING_FOR_MS = 10_000;

/** What a job is doing, in the words of every place that tells it: `Transcribing 12:40 of 58:04`. */
// oxlint-disable-next-line consistent-return -- without a return at the end a new state does not compile
export function stateWords(job: JobView, facts: RowFacts, { t, formats }: WordsPorts): string {
  const { status, progress } = job;
  const at = formats.media(progress.doneMs);
  switch (status.state) {
    case 'importing':
    case 'queued':
      return placeWords(facts, t, formats);
    case 'running':
      return runWords(status.stage, progress, { t, formats });
    case 'pausing':
      return t('queue.state.pausing');
    case 'paused':
      return progress.doneMs > 0 ? t('queue.state.pausedAt', { at }) : t('queue.state.paused');
    case 'retry_wait':
      return joined(retryWords(status, facts, { t, formats }), reasonOf(status.failure.code, t));
    case 'blocked':
      return t(`queue.reason.${status.reason}`);
    case 'canceling':
      return t('queue.state.canceling');
    case 'canceled':
      return progress.doneMs > 0 ? t('queue.state.canceledAt', { at }) : t('queue.state.canceled');
    case 'failed': {
      const reason = reasonOf(status.failure.code, t);
      return reason === null ? status.failure.message : t('queue.state.failed', { reason });
    }
    case 'completed':
      return completedWords(job, status.gaps, { t, formats });
  }
}

/** When it is tried again: `Trying again in 0:48 (2 of 3)`. */
export function retryWords(
  { attempt, maxAttempts }: Extract<JobView['status'], { state: 'retry_wait' }>,
  { retryInMs }: RowFacts,
  { t, formats }: WordsPorts,
): string {
  const tries = { attempt, most: maxAttempts };
  const leftMs = retryInMs ?? 0;
  return leftMs > 0
    ? t('queue.state.retryIn', { ...tries, countdown: formats.clock(leftMs) })
    : t('queue.state.retryNow', tries);
}

/** Time left, back end and speed of a job that runs: `about 9 min left · CPU · 6.1×`. Null when there is nothing to say. */
export function runDetails(job: JobView, facts: RowFacts, { t, formats }: WordsPorts): string | null {
  const { status, progress, engine } = job;
  if (status.state !== 'running' || status.stage === 'finishing') return null;
  const left = leftWords(progress, facts, { t, formats });
  const speed = progress.speed === null ? null : formats.speedShort(progress.speed);
  return joined(
    left,
    facts.isSlower ? t('queue.slower') : null,
    engine && backendName(engine.backend, t),
    speed,
  );
}

/** One sentence for who does not see the row. */
export function rowSentence(job: JobView, facts: RowFacts, ports: WordsPorts): string {
  const percent = isUnderWay(job) ? ports.formats.percent(job.progress.fraction) : null;
  const parts = [job.title, stateWords(job, facts, ports), percent, runDetails(job, facts, ports)];
  return parts
    .filter((part) => part !== null)
    .join(', ')
    .replaceAll(' · ', ', ');
}

/** Whether a bar says something: before the start and after the end it does not. */
export function isUnderWay({ status, progress }: JobView): boolean {
  if (status.state === 'running' || status.state === 'pausing' || status.state === 'canceling') return true;
  return (status.state === 'paused' || status.state === 'retry_wait') && progress.fraction > 0;
}

/** `CPU` for what the engine calls its processor, its own name for anything else. */
export function backendName(backend: string, t: TFunction): string {
  if (/^cpu/i.test(backend)) return t('queue.backend.cpu');
  return /^gpu$/i.test(backend) ? t('queue.backend.gpu') : backend;
}

function placeWords({ place, readyInMs }: RowFacts, t: TFunction, formats: Formats): string {
  const ready = readyInMs === null ? null : t('queue.readyIn', { time: formats.about(readyInMs) });
  if (place === null) return t('queue.state.importing');
  if (place === 1) return joined(t('queue.state.next'), ready);
  const ordinal = t('queue.place', { count: place, ordinal: true });
  return joined(t('queue.state.waiting', { place: ordinal }), ready);
}

// oxlint-disable-next-line consistent-return -- without a return at the end a new stage does not compile
function runWords(
  stage: Extract<JobView['status'], { state: 'running' }>['stage'],
  { doneMs, durationMs }: JobProgress,
  { t, formats }: WordsPorts,
): string {
  switch (stage) {
    case 'probing':
      return t('queue.state.probing');
    case 'loading-model':
      return t('queue.state.loadingModel');
    case 'finding-speech':
      return t('queue.state.findingSpeech');
    case 'finishing':
      return t('queue.state.finishing');
    case 'transcribing': {
      const done = formats.media(doneMs);
      return durationMs === null
        ? t('queue.state.transcribingOpenEnd', { done })
        : t('queue.state.transcribing', { done, total: formats.media(durationMs) });
    }
  }
}

function leftWords(
  { remainingMs, fraction }: JobProgress,
  { elapsedMs }: RowFacts,
  { t, formats }: WordsPorts,
): string | null {
  if (remainingMs === null) return elapsedMs < ESTIMATING_FOR_MS ? t('queue.estimating') : null;
  const isRough = fraction < STABLE_FROM && remainingMs >= RANGE_FROM_MS;
  const time = isRough
    ? formats.range(remainingMs * RANGE_LOW, remainingMs * RANGE_HIGH)
    : formats.about(remainingMs);
  return t('queue.left', { time });
}

function completedWords(
  { progress, workMs, exportStatus }: JobView,
  gaps: number,
  { t, formats }: WordsPorts,
): string {
  const lengthMs = progress.durationMs ?? progress.doneMs;
  const done =
    lengthMs === 0 || workMs === 0
      ? t('queue.state.completedAlone')
      : t('queue.state.completed', { length: formats.media(lengthMs), work: formats.clock(workMs) });
  const noFiles =
    exportStatus.state === 'failed'
      ? t('queue.state.exportFailed', { reason: exportStatus.failure.message })
      : null;
  return joined(done, gaps === 0 ? null : t('queue.state.gaps', { count: gaps }), noFiles);
}

/** In few words where there are some; a sentence of its own otherwise. */
function reasonOf(code: ErrorCode, t: TFunction): string | null {
  return isInFewWords(code) ? t(`queue.failure.${code}`) : null;
}

function isInFewWords(code: ErrorCode): code is ErrorCode & keyof typeof en.queue.failure {
  return code in en.queue.failure;
}

function joined(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' · ');
}
