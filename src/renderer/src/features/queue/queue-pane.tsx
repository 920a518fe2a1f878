import { useTranslation } from 'react-i18next';
import { useApp } from '../../store/app-store.ts';
import { BatchBar } from './batch-bar.tsx';
import { HoldLine } from './hold-line.tsx';
import { QueueAnnouncer } from './queue-announcer.tsx';
import { QueueList } from './queue-list.tsx';

/** The left pane: what holds the queue up, the rows, and what can be done with those that are chosen. */
export function QueuePane() {
  const { t } = useTranslation();
  const isConnecting = useApp((state) => state.line === 'connecting');
  return (
    <>
      <HoldLine />
      {isConnecting ? (
        <p
          role="status"
          className="appear p-4 text-text-quiet [animation-delay:400ms] [animation-fill-mode:both]"
        >
          {t('app.connecting')}
        </p>
      ) : (
        <QueueList />
      )}
      <BatchBar />
      <QueueAnnouncer />
    </>
  );
}
