import type { TFunction } from 'i18next';
import { type MouseEvent, memo, useCallback, useEffect, useRef, useState } from 'react';
import type { JobView } from '../../../../shared/contract/job.ts';
import { Button } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { Progress } from '../../components/progress.tsx';
import type { Formats } from '../../i18n/formats.ts';
import { useApp } from '../../store/app-store.ts';
import { isUnderWay, rowSentence, runDetails, stateWords } from './job-words.ts';
import { mainAction, needsPerson } from './row-actions.ts';
import { RowMenu } from './row-menu.tsx';
import { StateIcon } from './state-icon.tsx';
import { useRowFacts, useWords } from './use-job-row.ts';
import { useRowAction } from './use-row-action.ts';
import { useRowDrag } from './use-row-drag.ts';

export type QueueRowProps = {
  readonly uid: string;
  /** From 0, of all rows. */
  readonly index: number;
  /** Among the waiting, from 1. */
  readonly place: number | null;
  /** The row that the Tab key comes to. */
  readonly isTabStop: boolean;
  /** Whether it takes the focus now, because the arrow keys have come to it. */
  readonly takesFocus: boolean;
  readonly measure: (element: HTMLElement | null) => void;
  readonly onPoint: (uid: string, event: MouseEvent) => void;
  readonly onFocus: (uid: string) => void;
};

/** Kept as it is while the list scrolls, or another row changes. */
export const QueueRow = memo(function QueueRow(props: QueueRowProps) {
  const job = useApp((state) => state.jobs.get(props.uid));
  return job === undefined ? null : <Row {...props} job={job} />;
});

function Row(props: QueueRowProps & { readonly job: JobView }) {
  const { job, uid, index, place, isTabStop, takesFocus, measure, onPoint, onFocus } = props;
  const isSelected = useApp((state) => state.selection.has(uid));
  const isOpen = useApp((state) => state.openUid === uid);
  const row = useRef<HTMLDivElement>(null);
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const facts = useRowFacts(job, place);
  const words = useWords();
  const isWaiting = place !== null;
  const { side, isDragged } = useRowDrag(row, uid, isWaiting);
  useEffect(() => {
    if (takesFocus) row.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  // The same function each time: another one would have the row measured anew whenever it is rendered.
  const attach = useCallback(
    (element: HTMLDivElement | null) => {
      row.current = element;
      measure(element);
    },
    [measure],
  );
  const details = runDetails(job, facts, words);
  const isQuiet = job.status.state === 'canceled' || job.status.state === 'completed';
  return (
    <div
      ref={attach}
      role="row"
      data-index={index}
      data-uid={uid}
      data-state={job.status.state}
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      aria-label={rowSentence(job, facts, words)}
      {...(isOpen ? { 'aria-current': true } : {})}
      tabIndex={isTabStop ? 0 : -1}
      onClick={(event) => onPoint(uid, event)}
      onFocus={(event) => {
        if (event.target === event.currentTarget) onFocus(uid);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        setIsMenuOpen(true);
      }}
      className={classNames(
        'relative flex border-b border-line py-2.5 pr-2 pl-3.5 -outline-offset-2',
        isSelected || isOpen ? 'bg-surface-selected' : 'hover:bg-surface-hover',
        isDragged && 'opacity-50',
      )}
    >
      {isOpen ? <span data-fill className="absolute inset-y-0 left-0 w-0.5 bg-accent" /> : null}
      {side === null ? null : (
        <span
          data-fill
          className={classNames(
            'absolute inset-x-0 z-10 h-0.5 bg-accent',
            side === 'before' ? '-top-px' : '-bottom-px',
          )}
        />
      )}
      {/* One cell: the parts of a row are read as one sentence, and its buttons are reached with the Tab key. */}
      <div role="gridcell" className="flex min-w-0 flex-1 gap-2.5">
        <span className="mt-0.5">
          <StateIcon job={job} />
        </span>
        <div className="min-w-0 flex-1">
          <div className="flex items-start gap-2">
            <p
              className={classNames('min-w-0 flex-1 truncate', isQuiet ? 'font-normal' : 'font-medium')}
              title={job.title}
            >
              {job.title}
            </p>
            {/* A click on a button, or in the menu that hangs on it, is no click on the row. */}
            <div
              className="-my-1 flex shrink-0 items-center gap-0.5"
              onClick={(event) => event.stopPropagation()}
            >
              <MainAction job={job} place={place} tabIndex={isTabStop ? 0 : -1} t={words.t} />
              <RowMenu
                job={job}
                isOpen={isMenuOpen}
                onOpenChange={setIsMenuOpen}
                tabIndex={isTabStop ? 0 : -1}
                t={words.t}
              />
            </div>
          </div>
          <p className="tabular mt-0.5 line-clamp-2 pr-1.5 text-sm text-text-quiet">
            {stateWords(job, facts, words)}
          </p>
          {isUnderWay(job) ? <RowProgress job={job} formats={words.formats} /> : null}
          {details === null ? null : (
            <p className="tabular mt-1 truncate text-xs text-text-quiet">{details}</p>
          )}
        </div>
      </div>
    </div>
  );
}

function RowProgress({ job, formats }: { readonly job: JobView; readonly formats: Formats }) {
  const isLive = job.status.state === 'running';
  const isUnknown = isLive && job.progress.fraction === 0;
  return (
    <div className="mt-1.5 flex items-center gap-2 pr-1.5">
      <div className="flex-1">
        <Progress fraction={isUnknown ? null : job.progress.fraction} label={job.title} isLive={isLive} />
      </div>
      <span className="tabular w-9 text-right text-xs text-text-quiet">
        {isUnknown ? '' : formats.percent(job.progress.fraction)}
      </span>
    </div>
  );
}

function MainAction(props: {
  readonly job: JobView;
  readonly place: number | null;
  readonly tabIndex: number;
  readonly t: TFunction;
}) {
  const { job, place, tabIndex, t } = props;
  const act = useRowAction();
  const action = mainAction(job, place);
  if (action === null) return null;
  return (
    <Button
      look={needsPerson(job) ? 'calling' : 'plain'}
      size="small"
      tabIndex={tabIndex}
      aria-label={`${t(`queue.action.${action}`)}: ${job.title}`}
      onClick={() => act(action, [job.uid])}
    >
      {action === 'next' ? t('queue.action.nextShort') : t(`queue.action.${action}`)}
    </Button>
  );
}
