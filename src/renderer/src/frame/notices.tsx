import { CircleAlert, CircleCheck, type LucideIcon, Undo2, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntakeReport } from '../../../shared/contract/page.ts';
import { Button } from '../components/button.tsx';
import { classNames } from '../components/class-names.ts';
import { IconButton } from '../components/icon-button.tsx';
import { Progress } from '../components/progress.tsx';
import { ReportLine, useReportParts } from '../features/drop/report-line.tsx';
import { isAnyGood } from '../features/drop/report-parts.ts';
import { usePlayerPlace } from '../features/player/open-sound.tsx';
import { failureHint } from '../i18n/failure-hint.ts';
import { useFormats } from '../i18n/use-formats.ts';
import type { Notice } from '../store/app-state.ts';
import { useActions, useApp } from '../store/app-store.ts';

const LOOKS = {
  done: { icon: CircleCheck, look: 'text-good' },
  undo: { icon: Undo2, look: 'text-text-quiet' },
  intake: { icon: CircleCheck, look: 'text-good' },
  failure: { icon: CircleAlert, look: 'text-bad' },
} as const;
/** The player has two rows where there is little room, and one more to say what is heard. */
const ABOVE_PLAYER = {
  none: 'bottom-4',
  text: 'bottom-32 min-[30rem]:bottom-20',
  aside: 'bottom-40 min-[30rem]:bottom-28',
} as const;
const NOTHING_ADDED = { icon: CircleAlert, look: 'text-warn' } as const;

/** Lines at the lower edge: what was done, what can be taken back, what could not be done. Nothing waits for an answer. */
export function Notices() {
  const { t } = useTranslation();
  const notices = useApp((state) => state.notices);
  // Above the player, and beside the rows: neither is covered while somebody uses it.
  const playerPlace = usePlayerPlace();
  return (
    <div
      role="region"
      aria-label={t('app.notices')}
      className={classNames(
        'pointer-events-none fixed inset-x-0 z-40 flex flex-col items-center gap-2 px-4 wide:items-end',
        ABOVE_PLAYER[playerPlace ?? 'none'],
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
  'appear pointer-events-auto flex max-w-2xl items-start gap-2.5 rounded-panel bg-surface-raised py-2 pr-2 pl-3 text-sm shadow-float forced-colors:border';

function NoticeLine({ notice }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  const { dismiss } = useActions();
  const [isPointedAt, setIsPointedAt] = useState(false);
  const [hasFocus, setHasFocus] = useState(false);
  const isHeld = isPointedAt || hasFocus;
  const { id, lifeMs, action } = notice;
  useEffect(() => {
    // Nothing goes while somebody reads it or is about to press its button.
    if (lifeMs === null || isHeld) return undefined;
    const timer = window.setTimeout(() => dismiss(id), lifeMs);
    return () => window.clearTimeout(timer);
  }, [id, lifeMs, isHeld, dismiss]);
  return (
    <div
      className={LINE}
      onPointerEnter={() => setIsPointedAt(true)}
      onPointerLeave={() => setIsPointedAt(false)}
      onFocus={() => setHasFocus(true)}
      onBlur={() => setHasFocus(false)}
    >
      {notice.report === null ? <Told notice={notice} /> : <ReportTold report={notice.report} />}
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

function Told({ notice: { kind, words, failure } }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  return (
    <Line {...LOOKS[kind]}>
      {words}
      {failure === null ? null : <p className="text-text-quiet">{failureHint(failure, t)}</p>}
    </Line>
  );
}

function ReportTold({ report }: { readonly report: IntakeReport }) {
  const parts = useReportParts(report);
  return (
    <Line {...(isAnyGood(parts) ? LOOKS.intake : NOTHING_ADDED)}>
      <ReportLine parts={parts} />
    </Line>
  );
}

type LineProps = { readonly icon: LucideIcon; readonly look: string; readonly children: ReactNode };

function Line({ icon: Icon, look, children }: LineProps) {
  return (
    <>
      <Icon aria-hidden="true" size={16} className={`mt-1.5 shrink-0 ${look}`} />
      <div className="selectable min-w-0 py-1">{children}</div>
    </>
  );
}

/** Files on their way to the host: seen only where that takes time. */
function Sending() {
  const { t } = useTranslation();
  const formats = useFormats();
  const intakes = useApp((state) => state.intakes);
  return intakes.map(({ id, fileCount, current, fraction, cancel }) => {
    const words = t('drop.sending', { count: fileCount });
    return (
      <div
        key={id}
        role="group"
        aria-label={words}
        className={`${LINE} w-96 max-w-full [animation-delay:300ms] [animation-fill-mode:both]`}
      >
        <div className="min-w-0 flex-1 py-1">
          <p className="flex justify-between gap-2">
            {words}
            <span className="tabular text-text-quiet">{formats.percent(fraction)}</span>
          </p>
          <p className="truncate text-text-quiet" title={current}>
            <bdi>{current}</bdi>
          </p>
          <div className="mt-1.5">
            <Progress fraction={fraction} label={words} />
          </div>
        </div>
        <Button size="small" onClick={cancel}>
          {t('drop.stopSending')}
        </Button>
      </div>
    );
  });
}
