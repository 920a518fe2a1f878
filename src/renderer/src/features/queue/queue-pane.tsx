import { useTranslation } from 'react-i18next';
import { classNames } from '../../components/class-names.ts';
import { useApp } from '../../store/app-store.ts';
import { BatchBar } from './batch-bar.tsx';
import { HoldLine } from './hold-line.tsx';
import { QueueAnnouncer } from './queue-announcer.tsx';
import { QueueList } from './queue-list.tsx';

/** The left pane: what holds the queue up, the rows, and what can be done with those that are chosen. */
export function QueuePane() {
  const line = useApp((state) => state.line);
  return (
    <div
      className={classNames(
        'flex min-h-0 flex-1 flex-col',
        // What is shown is what was known last: nothing looks as if it were at work.
        line === 'down' && '[&_.animate-spin]:[animation-play-state:paused]',
      )}
    >
      <HoldLine />
      {line === 'connecting' ? <ComingRows /> : <QueueList />}
      <BatchBar />
      <QueueAnnouncer />
    </div>
  );
}

const TITLE_WIDTHS = ['w-44', 'w-56', 'w-36', 'w-48', 'w-40'] as const;

/** The places of rows, where reading them takes so long that somebody sees it. */
function ComingRows() {
  const { t } = useTranslation();
  return (
    <div
      role="status"
      className="appear min-h-0 flex-1 overflow-hidden [animation-delay:400ms] [animation-fill-mode:both]"
    >
      <p className="px-3.5 py-3 text-text-quiet">{t('app.connecting')}</p>
      {TITLE_WIDTHS.map((width) => (
        <div key={width} aria-hidden="true" className="flex gap-2.5 border-b border-line px-3.5 py-3">
          <span className="size-4 rounded-full bg-surface-sunken" />
          <span className="flex flex-col gap-2.5 py-1">
            <span className={classNames('h-2.5 rounded-full bg-surface-sunken', width)} />
            <span className="h-2 w-28 rounded-full bg-surface-sunken" />
          </span>
        </div>
      ))}
    </div>
  );
}
