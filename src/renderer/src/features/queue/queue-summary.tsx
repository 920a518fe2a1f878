import { Pause, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { useFormats } from '../../i18n/use-formats.ts';
import { useActions, useApp } from '../../store/app-store.ts';
import { allDoneInMs, countJobs } from './outlook.ts';

/** The whole queue in one sentence, and the one button for all of it. */
export function QueueSummary() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { pauseQueue, resumeQueue } = useActions();
  const { left, done, failed, needing } = useApp(countJobs);
  const leftMs = useApp(allDoneInMs);
  const isPaused = useApp((state) => state.status?.settings.isPaused ?? false);
  const isHeld = useApp((state) => (state.status?.holds.length ?? 0) > 0);
  const isKnown = useApp((state) => state.order.length > 0);
  if (!isKnown) return <div className="flex-1" />;
  const now = left === 0 ? t('queue.summary.allDone') : t('queue.summary.left', { count: left });
  const time = left > 0 && leftMs !== null && !isHeld ? formats.about(leftMs) : null;
  const rest = [
    done > 0 && left > 0 ? t('queue.summary.done', { count: done }) : null,
    needing > 0 ? t('queue.summary.needing', { count: needing }) : null,
    failed > 0 ? t('queue.summary.failed', { count: failed }) : null,
  ].filter((part) => part !== null);
  return (
    <div className="flex min-w-0 flex-1 items-center gap-2 wide:gap-3">
      <p className="min-w-0 flex-1 truncate">
        <span className="font-medium">
          {[isPaused && left > 0 ? t('queue.summary.paused') : null, now, time]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
        {rest.length === 0 ? null : (
          <span className="hidden text-text-quiet wide:inline"> · {rest.join(' · ')}</span>
        )}
      </p>
      {left === 0 && !isPaused ? null : isPaused ? (
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
      )}
    </div>
  );
}
