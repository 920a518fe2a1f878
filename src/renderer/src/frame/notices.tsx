import { CircleAlert, CircleCheck, Undo2, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { classNames } from '../components/class-names.ts';
import { IconButton } from '../components/icon-button.tsx';
import { Progress } from '../components/progress.tsx';
import { ReportLine } from '../features/drop/report-line.tsx';
import { failureHint } from '../i18n/failure-hint.ts';
import type { Notice } from '../store/app-state.ts';
import { useActions, useApp } from '../store/app-store.ts';

const LOOKS = {
  done: { icon: CircleCheck, look: 'text-good' },
  undo: { icon: Undo2, look: 'text-text-quiet' },
  intake: { icon: CircleCheck, look: 'text-good' },
  failure: { icon: CircleAlert, look: 'text-bad' },
} as const;
const NOTHING_ADDED = { icon: CircleAlert, look: 'text-warn' } as const;

/** Lines at the lower edge: what was done, what can be taken back, what could not be done. Nothing waits for an answer. */
export function Notices() {
  const { t } = useTranslation();
  const notices = useApp((state) => state.notices);
  // Above the player, and beside the rows: neither is covered while somebody uses it.
  const isPlayerShown = useApp((state) => state.openUid !== null && state.view === 'queue');
  return (
    <div
      role="region"
      aria-label={t('app.notices')}
      className={classNames(
        'pointer-events-none fixed inset-x-0 z-40 flex flex-col items-center gap-2 px-4 wide:items-end',
        isPlayerShown ? 'bottom-20' : 'bottom-4',
      )}
    >
      <Sending />
      <div role="status" className="contents">
        {notices.map((notice) => (
          <NoticeLine key={notice.id} notice={notice} />
        ))}
      </div>
    </div>
  );
}

const LINE =
  'appear pointer-events-auto flex max-w-xl items-start gap-2.5 rounded-panel bg-surface-raised py-2 pr-2 pl-3 text-sm shadow-float forced-colors:border';

function NoticeLine({ notice }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  const { dismiss } = useActions();
  const [isHeld, setIsHeld] = useState(false);
  const { id, lifeMs, action, report, failure, words } = notice;
  useEffect(() => {
    // Nothing goes while somebody reads it or is about to press its button.
    if (lifeMs === null || isHeld) return undefined;
    const timer = window.setTimeout(() => dismiss(id), lifeMs);
    return () => window.clearTimeout(timer);
  }, [id, lifeMs, isHeld, dismiss]);
  const { icon: Icon, look } = report?.jobs.length === 0 ? NOTHING_ADDED : LOOKS[notice.kind];
  return (
    <div
      className={LINE}
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      <Icon aria-hidden="true" size={16} className={`mt-1.5 shrink-0 ${look}`} />
      <div className="selectable min-w-0 py-1">
        {report === null ? words : <ReportLine report={report} />}
        {failure === null ? null : <p className="text-text-quiet">{failureHint(failure, t)}</p>}
      </div>
      {action === null ? null : (
        <Button
          size="small"
          onClick={() => {
            dismiss(id);
            action.run();
          }}
        >
          {action.words}
        </Button>
      )}
      <IconButton size="small" icon={X} label={t('app.dismiss')} onClick={() => dismiss(id)} />
    </div>
  );
}

/** Files on their way to the host: seen only where that takes time. */
function Sending() {
  const { t } = useTranslation();
  const intakes = useApp((state) => state.intakes);
  return intakes.map(({ id, fileCount, fraction }) => {
    const words = t('drop.sending', { count: fileCount });
    return (
      <div key={id} className={`${LINE} w-72 flex-col items-stretch pr-3`}>
        {words}
        <Progress fraction={fraction} label={words} />
      </div>
    );
  });
}
