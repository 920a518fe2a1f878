import { Pause, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { useActions, useApp, useAppContext } from '../../store/app-store.ts';
import { allDoneInMs, countJobs, jobsCounted } from './outlook.ts';

/** The whole queue in one sentence, and the one button for all of it. */
export function QueueSummary() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { left, done, failed, needing } = useApp(countJobs);
  const leftMs = useApp(allDoneInMs);
  const isPaused = useApp((state) => state.status?.settings.isPaused ?? false);
  const isHeld = useApp((state) => (state.status?.holds.length ?? 0) > 0);
  const isKnown = useApp((state) => state.order.length > 0);
  if (!isKnown) return <div className="flex-1" />;
  const isGood = failed + needing === 0;
  const doneWords = done > 0 ? t('queue.summary.done', { count: done }) : null;
  const now = [
    isPaused && left > 0 ? t('queue.summary.paused') : null,
    left > 0 ? t('queue.summary.left', { count: left }) : isGood ? t('queue.summary.allDone') : doneWords,
    left > 0 && leftMs !== null && !isHeld ? formats.about(leftMs) : null,
  ].filter((part) => part !== null);
  return (
    <div className="flex min-w-0 flex-1 items-center gap-2 wide:gap-3">
      <p className="min-w-0 flex-1 truncate">
        <span className="font-medium">{now.join(' · ')}</span>
        <span className={classNames('text-text-quiet wide:inline', now.length > 0 && 'hidden')}>
          {left > 0 && doneWords !== null ? ` · ${doneWords}` : null}
          <Counted what="needing" count={needing} isFirst={now.length === 0} />
          <Counted what="failed" count={failed} isFirst={now.length + needing === 0} />
        </span>
      </p>
      {left === 0 && !isPaused ? null : <PauseButton isPaused={isPaused} />}
    </div>
  );
}

type CountedProps = {
  readonly what: 'needing' | 'failed';
  readonly count: number;
  readonly isFirst: boolean;
};

/** Leads to those that somebody has to look at: among ten thousand nobody finds them. */
function Counted({ what, count, isFirst }: CountedProps) {
  const { t } = useTranslation();
  const { store, actions } = useAppContext();
  if (count === 0) return null;
  const choose = (): void => {
    const uids = jobsCounted(store.getState(), what);
    actions.show('queue');
    actions.select(uids, uids[0] ?? null);
  };
  return (
    <>
      {isFirst ? null : ' · '}
      <button
        type="button"
        className="rounded-control underline decoration-line-strong/60 underline-offset-3 hover:text-text hover:decoration-current"
        onClick={choose}
      >
        {t(`queue.summary.${what}`, { count })}
      </button>
    </>
  );
}

function PauseButton({ isPaused }: { readonly isPaused: boolean }) {
  const { t } = useTranslation();
  const { pauseQueue, resumeQueue } = useActions();
  return isPaused ? (
    <Button look="main" icon={<Play aria-hidden="true" size={15} />} onClick={() => void resumeQueue()}>
      {t('queue.summary.resumeAll')}
    </Button>
  ) : (
    <Button
      icon={<Pause aria-hidden="true" size={15} />}
      aria-label={t('queue.summary.pauseAll')}
      onClick={() => void pauseQueue()}
    >
      <span className="hidden wide:inline">{t('queue.summary.pauseAll')}</span>
    </Button>
  );
}
