import type { JobView } from '../../../../shared/contract/job.ts';
import { failureHint } from '../../i18n/failure-hint.ts';
import { retryWords, stateWords } from '../queue/job-words.ts';
import { useRowFacts, useWords } from '../queue/use-job-row.ts';
import type { Outcome } from './outcome.ts';

export type OutcomeWords = {
  /** What happened, and where it stopped. */
  readonly what: string;
  /** What to do about it; null where the buttons say it all. */
  readonly next: string | null;
};

/** An outcome in sentences. */
// oxlint-disable-next-line consistent-return -- without a return at the end a new kind does not compile
export function useOutcomeWords(job: JobView, { kind, failure, gaps }: Outcome): OutcomeWords {
  const facts = useRowFacts(job, null);
  const words = useWords();
  const { t, formats } = words;
  const { doneMs, durationMs } = job.progress;
  const hint = failure === null ? null : failureHint(failure, t);
  const kept = doneMs === 0 ? null : t('transcript.keptUpTo', { at: formats.media(doneMs) });
  switch (kind) {
    case 'failed':
    case 'needs-you': {
      const stopped =
        doneMs === 0 || durationMs === null
          ? null
          : t('transcript.stoppedAt', { at: formats.media(doneMs), length: formats.media(durationMs) });
      return { what: sentences(failure?.message ?? null, stopped), next: sentences(hint, stopped && kept) };
    }
    case 'retrying':
      return {
        what: sentences(failure?.message ?? null),
        next: job.status.state === 'retry_wait' ? `${retryWords(job.status, facts, words)}.` : null,
      };
    case 'cancelled':
      return { what: stateWords(job, facts, words), next: doneMs === 0 ? null : t('transcript.goesOnFrom') };
    case 'paused':
      return { what: stateWords(job, facts, words), next: null };
    case 'gaps':
      return { what: t('transcript.gaps', { count: gaps }), next: t('transcript.gapsNext', { count: gaps }) };
    case 'files-not-written':
      return {
        what: sentences(failure?.message ?? null),
        next: sentences(hint, t('transcript.textIsThere')),
      };
  }
}

function sentences(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' ');
}
