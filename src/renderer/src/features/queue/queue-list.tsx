import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useAppContext } from '../../store/app-store.ts';
import { useLatest } from '../../store/use-latest.ts';
import { QueueRow, type QueueRowProps } from './queue-row.tsx';
import { useQueueGestures } from './use-queue-keys.ts';

const USUAL_ROW_PX = 59;
const ROW_AT_WORK_PX = 98;

/** All rows; only those on the screen and the one with the cursor exist. */
export function QueueList() {
  const { t } = useTranslation();
  const { store } = useAppContext();
  const order = useApp((state) => state.order);
  const cursorUid = useApp((state) => state.cursorUid);
  const scroller = useRef<HTMLDivElement>(null);
  const cursorIndex = cursorUid === null ? -1 : order.indexOf(cursorUid);
  const atWork = useApp((state) => state.lanes.atWork.length);
  const waiting = useApp((state) => state.lanes.waiting.length);

  const rows = useVirtualizer({
    count: order.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (index < atWork ? ROW_AT_WORK_PX : USUAL_ROW_PX),
    getItemKey: (index) => order[index] ?? index,
    overscan: 6,
    // The row with the focus stays: the focus of a row that is gone would fall back to the page.
    rangeExtractor: (range: Range) => withIndex(defaultRangeExtractor(range), cursorIndex),
  });
  const gestures = useQueueGestures(() =>
    Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / USUAL_ROW_PX) - 1),
  );
  // The same functions each time, so that rows are kept while the list scrolls.
  const latest = useLatest(gestures);
  const onPoint: QueueRowProps['onPoint'] = useCallback(
    (...what) => latest.current.onPoint(...what),
    [latest],
  );
  const onFocus: QueueRowProps['onFocus'] = useCallback((uid) => latest.current.onFocus(uid), [latest]);
  const hasFocus = scroller.current?.contains(document.activeElement) ?? false;
  const showCursor = (): void => {
    const { order: now, cursorUid: uid } = store.getState();
    const at = uid === null ? -1 : now.indexOf(uid);
    if (at >= 0) rows.scrollToIndex(at, { align: 'auto' });
  };
  // Only where the cursor goes: rows that move below it do not scroll the list.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useEffect(showCursor, [cursorUid]);
  const onKeyDown = (event: KeyboardEvent): void => {
    // A row that has moved away with the cursor is shown again by the key that leads to it.
    if (gestures.onKeyDown(event)) showCursor();
  };

  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto [contain:strict]">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        role="grid"
        aria-label={t('queue.list')}
        aria-multiselectable="true"
        aria-rowcount={order.length}
        onKeyDown={onKeyDown}
        style={{ height: rows.getTotalSize(), position: 'relative' }}
      >
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const uid = order[index];
          if (uid === undefined) return null;
          const isCursor = index === cursorIndex;
          return (
            <div
              key={key}
              role="presentation"
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              <QueueRow
                uid={uid}
                index={index}
                place={index >= atWork && index < atWork + waiting ? index - atWork + 1 : null}
                isTabStop={isCursor || (cursorIndex < 0 && index === 0)}
                takesFocus={isCursor && hasFocus}
                measure={rows.measureElement}
                onPoint={onPoint}
                onFocus={onFocus}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function withIndex(range: readonly number[], index: number): number[] {
  return index < 0 || range.includes(index) ? [...range] : [...range, index].toSorted((a, b) => a - b);
}
