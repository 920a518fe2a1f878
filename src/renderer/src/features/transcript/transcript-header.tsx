import { ArrowLeft, CircleHelp, ClipboardCopy, Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../../shared/contract/job.ts';
import { titleOf } from '../../../../shared/recording-title.ts';
import { Button } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { IconButton } from '../../components/icon-button.tsx';
import { Progress } from '../../components/progress.tsx';
import { RECORDING_KEYS } from '../../keys/bindings.ts';
import { useShortcut } from '../../keys/use-key-words.ts';
import { useActions } from '../../store/app-store.ts';
import { isUnderWay, runDetails, stateWords } from '../queue/job-words.ts';
import { useRowFacts, useWords } from '../queue/use-job-row.ts';
import { ranWords } from './transcript-words.ts';

export type TranscriptHeaderProps = {
  readonly job: JobView;
  readonly spotCount: number;
  readonly onSpots: () => void;
  /** Null while there is nothing to be found. */
  readonly onFind: (() => void) | null;
  /** Null while there is nothing to be copied. */
  readonly onCopy: (() => void) | null;
  /** The way to files. */
  readonly exporting: ReactNode;
};

/** What is being read: its name, what it is in, what made it and how fast; and what can be done with it. */
export function TranscriptHeader(props: TranscriptHeaderProps) {
  const { job, spotCount, onSpots, onFind, onCopy, exporting } = props;
  const { t } = useTranslation();
  const { open } = useActions();
  const words = useWords();
  const shortcut = useShortcut(RECORDING_KEYS, 'find');
  return (
    <header className="flex shrink-0 flex-wrap items-start gap-x-2 gap-y-1 border-b border-line px-3 pt-3 pb-2.5 wide:px-6">
      <IconButton
        icon={ArrowLeft}
        label={t('app.back')}
        className="-ml-1 wide:hidden"
        onClick={() => void open(null)}
      />
      <h1 title={job.title} className="line-clamp-2 min-w-32 flex-1 pt-0.5 text-xl font-semibold break-words">
        <bdi>{titleOf(job.title)}</bdi>
      </h1>
      <div className="flex shrink-0 items-center gap-0.5 wide:gap-1">
        {onFind === null ? null : (
          <IconButton icon={Search} label={t('transcript.find.label')} shortcut={shortcut} onClick={onFind} />
        )}
        {onCopy === null ? null : (
          <Button
            look="plain"
            className="max-wide:px-2"
            icon={<ClipboardCopy aria-hidden="true" size={15} />}
            onClick={onCopy}
          >
            <span className="max-wide:sr-only">{t('queue.action.copy')}</span>
          </Button>
        )}
        {exporting}
      </div>
      <div className="flex w-full flex-wrap items-center gap-x-3 gap-y-1">
        <p
          className={classNames(
            'tabular text-sm text-pretty text-text-quiet',
            isUnderWay(job) && 'hidden wide:block',
          )}
        >
          {ranWords(job, words)}
        </p>
        {spotCount === 0 ? null : (
          <button
            type="button"
            onClick={onSpots}
            className="-mx-1.5 -my-0.5 flex items-center gap-1.5 rounded-control px-1.5 py-0.5 text-sm hover:bg-surface-sunken"
          >
            <CircleHelp aria-hidden="true" size={14} className="text-warn" />
            {t('transcript.spots', { count: spotCount })}
          </button>
        )}
      </div>
      <NarrowProgress job={job} />
    </header>
  );
}

/** Where the row of the queue is not on the screen, the heading tells how far it is. */
function NarrowProgress({ job }: { readonly job: JobView }) {
  const facts = useRowFacts(job, null);
  const words = useWords();
  if (!isUnderWay(job)) return null;
  const state = stateWords(job, facts, words);
  return (
    <div className="w-full wide:hidden">
      <p className="tabular mb-1.5 text-sm text-text-quiet">
        {[state, runDetails(job, facts, words)].filter((part) => part !== null).join(' · ')}
      </p>
      <Progress fraction={job.progress.fraction} label={state} isLive={job.status.state === 'running'} />
    </div>
  );
}
