import { AudioLines, Clock, FileX2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../../shared/contract/job.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { failureHint } from '../../i18n/failure-hint.ts';
import type { OpenText } from '../../store/app-state.ts';
import { useActions, useApp } from '../../store/app-store.ts';
import { stateWords } from '../queue/job-words.ts';
import { stateLook } from '../queue/state-icon.tsx';
import { useRowFacts, useWords } from '../queue/use-job-row.ts';
import { useRowAction } from '../queue/use-row-action.ts';
import { FailureDetails } from './failure-details.tsx';
import { type Outcome, outcomeOf } from './outcome.ts';
import { OutcomeActions } from './outcome-strip.tsx';
import { useOutcomeWords } from './use-outcome-words.ts';

export type EmptyTextProps = { readonly job: JobView; readonly text: OpenText | null };

/** What stands in place of the text of a job that has none: not yet, or not at all. */
export function EmptyText({ job, text }: EmptyTextProps) {
  const outcome = outcomeOf(job);
  if (text?.phase === 'failed') return <Unreadable uid={job.uid} text={text} />;
  if (outcome !== null && outcome.kind !== 'files-not-written') return <Ended job={job} outcome={outcome} />;
  if (text === null || text.phase === 'reading') return <Reading />;
  return <NotYet job={job} />;
}

/** Lines where text will be; only when that takes so long that somebody sees it. */
function Reading() {
  const { t } = useTranslation();
  return (
    <div role="status" className="appear p-6 pl-20 [animation-delay:300ms] [animation-fill-mode:both]">
      <span className="sr-only">{t('transcript.reading')}</span>
      {[92, 100, 84, 0, 96, 100, 60].map((percent, line) => (
        <div
          // oxlint-disable-next-line react/no-array-index-key -- they never change
          key={line}
          className="mb-3 h-3.5 max-w-[60ch] rounded-control bg-surface-sunken"
          style={{ width: `${percent}%` }}
        />
      ))}
    </div>
  );
}

function NotYet({ job }: { readonly job: JobView }) {
  const { t } = useTranslation();
  const place = useApp((state) => state.lanes.waiting.indexOf(job.uid) + 1) || null;
  const facts = useRowFacts(job, place);
  const words = useWords();
  const act = useRowAction();
  const { state } = job.status;
  if (state === 'completed') return <NoSpeech job={job} />;
  const isWaiting = state === 'queued' || state === 'importing';
  return (
    <EmptyState
      icon={isWaiting ? Clock : AudioLines}
      title={stateWords(job, facts, words)}
      words={isWaiting ? t('transcript.waitingNext') : t('transcript.soon')}
    >
      {isWaiting && place !== 1 ? (
        <Button onClick={() => act('next', [job.uid])}>{t('queue.action.next')}</Button>
      ) : null}
    </EmptyState>
  );
}

function NoSpeech({ job: { uid, options } }: { readonly job: JobView }) {
  const { t } = useTranslation();
  const { redo } = useActions();
  const isMost = options.quality === 'accurate';
  return (
    <EmptyState
      icon={AudioLines}
      title={t('transcript.noSpeech')}
      words={isMost ? t('transcript.noSpeechAtAll') : t('transcript.noSpeechNext')}
    >
      {isMost ? null : (
        <Button onClick={() => void redo([uid], { quality: 'accurate' })}>
          {t('transcript.tryQuality', { quality: t('queue.quality.accurate') })}
        </Button>
      )}
    </EmptyState>
  );
}

function Unreadable({ uid, text }: { readonly uid: string; readonly text: OpenText }) {
  const { t } = useTranslation();
  const { open } = useActions();
  return (
    <EmptyState
      icon={FileX2}
      title={text.failure?.message ?? t('transcript.cannotRead')}
      {...(text.failure === null ? {} : { words: failureHint(text.failure, t) })}
    >
      <Button onClick={() => void open(uid)}>{t('queue.action.retry')}</Button>
    </EmptyState>
  );
}

/** It ended, or was stopped, before there was a word. */
function Ended({ job, outcome }: { readonly job: JobView; readonly outcome: Outcome }) {
  const { what, next } = useOutcomeWords(job, outcome);
  const { icon, look } = stateLook(job);
  return (
    <EmptyState
      icon={icon}
      look={look}
      title={what}
      {...(next === null ? {} : { words: next })}
      details={outcome.failure === null ? null : <FailureDetails job={job} failure={outcome.failure} />}
    >
      <OutcomeActions job={job} outcome={outcome} />
    </EmptyState>
  );
}
