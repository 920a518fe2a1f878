import { ArrowDown } from 'lucide-react';
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../../shared/contract/job.ts';
import type { ReviewMark } from '../../../../shared/transcript.ts';
import { Button } from '../../components/button.tsx';
import { useApp } from '../../store/app-store.ts';
import type { Playback } from '../player/playback.ts';
import type { Match } from './find-in-text.ts';
import { FoundMarks } from './found-marks.ts';
import type { Outcome } from './outcome.ts';
import type { Paragraph } from './paragraphs.ts';
import { readingGestures } from './reading-gestures.ts';
import { type ItemContext, TextItemView } from './text-item-view.tsx';
import type { TextLayout } from './text-items.ts';
import { useFollow } from './use-follow.ts';
import { useReadingPlace } from './use-reading-place.ts';
import { useSpokenWord, wordElement } from './use-spoken-word.ts';
import { useTextRows } from './use-text-rows.ts';
import { lastStartedBy, type WordPlace } from './word-at.ts';
import './transcript.css';

export type TextViewHandle = {
  /** Shows an item and leaves the text there. */
  readonly show: (item: number) => void;
  /** Number of the first paragraph on the screen. */
  readonly firstShown: () => number;
  /** Puts the focus into the text. */
  readonly focus: () => void;
};

export type TextViewProps = {
  readonly job: JobView;
  readonly paragraphs: readonly Paragraph[];
  readonly hasSeveralVoices: boolean;
  readonly layout: TextLayout;
  readonly notes: readonly string[];
  readonly outcome: Outcome | null;
  readonly isLive: boolean;
  /** Null where there is no sound to be heard. */
  readonly playback: Playback | null;
  readonly isPlaying: boolean;
  readonly matches: readonly Match[];
  readonly currentMatch: Match | null;
  readonly currentMark: ReviewMark | null;
  readonly handle: Ref<TextViewHandle>;
};

/** The text: only what is on the screen exists, however long it is. */
export function TextView(props: TextViewProps) {
  const { job, paragraphs, layout, isLive, playback, isPlaying, matches, handle } = props;
  const { t } = useTranslation();
  const { items, itemOfParagraph } = layout;
  const textSize = useApp((state) => (state.preferences?.appearance.textSizePercent ?? 100) / 100);
  const scroller = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLDivElement>(null);
  // The paragraph that the arrow keys have come to.
  const [cursor, setCursor] = useState<number | null>(null);
  const cursorItem = cursor === null ? -1 : (itemOfParagraph[cursor] ?? -1);
  const rows = useTextRows({ items, scroller, textSize, heldItem: cursorItem });
  const follow = useFollow({ scroller, isLive, isPlaying });

  const bringToEye = (place: WordPlace): void => {
    const view = scroller.current;
    const element = wordElement(text.current, paragraphs, place);
    if (view === null) return;
    if (element === null) {
      rows.scrollToIndex(itemOfParagraph[place.paragraph] ?? 0, { align: 'center' });
      return;
    }
    const frame = view.getBoundingClientRect();
    const { top, bottom } = element.getBoundingClientRect();
    if (top >= frame.top && bottom <= frame.bottom - frame.height / 5) return;
    view.scrollBy({ top: top - frame.top - frame.height / 3, behavior: 'smooth' });
  };
  const spoken = useSpokenWord({
    playback,
    paragraphs,
    text,
    onWord: (place) => {
      if (isPlaying && follow.followsSound) bringToEye(place);
    },
  });
  const playFrom = (mediaMs: number): void => {
    follow.followSound();
    playback?.playFrom(mediaMs);
  };
  const moveTo = (paragraph: number): void => {
    const next = Math.min(Math.max(paragraph, 0), paragraphs.length - 1);
    const item = itemOfParagraph[next];
    if (item === undefined) return;
    setCursor(next);
    rows.scrollToIndex(item, { align: 'auto' });
  };
  useEffect(() => {
    if (cursorItem < 0) return;
    const paragraph = text.current?.querySelector<HTMLElement>(`[data-index="${cursorItem}"]`);
    paragraph?.focus({ preventScroll: true });
    // Only where the cursor goes: items that come in above it must not take the focus out of a field.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [cursor]);

  const shown = rows.getVirtualItems();
  const top = rows.scrollOffset ?? 0;
  const firstShown =
    shown.find(({ index, end }) => items[index]?.kind === 'paragraph' && end > top)?.index ?? -1;
  const tabStop = cursorItem >= 0 ? cursorItem : firstShown;
  const firstItem = items[firstShown];
  const firstParagraph = firstItem?.kind === 'paragraph' ? firstItem.index : 0;
  const isAtStart = firstParagraph === 0 || (isLive && follow.followsEnd);
  useReadingPlace({
    uid: job.uid,
    atMs: isAtStart ? null : (paragraphs[firstParagraph]?.startMs ?? null),
    goTo: isPlaying
      ? null
      : (mediaMs) => {
          follow.leave();
          rows.scrollToIndex(itemOfParagraph[lastStartedBy(paragraphs, mediaMs)] ?? 0, { align: 'start' });
        },
  });
  useImperativeHandle(handle, () => ({
    show: (item) => {
      follow.leave();
      rows.scrollToIndex(item, { align: 'center' });
    },
    firstShown: () => firstParagraph,
    focus: () => text.current?.querySelector<HTMLElement>('[role=listitem][tabindex="0"]')?.focus(),
  }));

  const context: ItemContext = {
    ...props,
    foundMarks: useFoundMarks(),
    matchesOf: useMemo(() => Map.groupBy(matches, ({ paragraph }) => paragraph), [matches]),
    playFrom: playback === null ? null : playFrom,
  };
  const gestures = readingGestures({ items, paragraphs, playback, playFrom, moveTo, bringToEye });
  return (
    <div className="relative h-full">
      <div
        ref={scroller}
        className="@container h-full overflow-y-auto [contain:strict] [overflow-anchor:none]"
      >
        {/* Words and times are no controls of their own: thousands of them listen here. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events */}
        <div
          ref={text}
          role="list"
          aria-label={t('transcript.text')}
          onClick={gestures.onClick}
          onKeyDown={gestures.onKeyDown}
          className="relative"
          style={{ height: rows.getTotalSize(), '--reading-size': `${textSize}rem` }}
        >
          {shown.map(({ key, index, start }) => {
            const item = items[index];
            if (item === undefined) return null;
            const isParagraph = item.kind === 'paragraph';
            return (
              <div
                key={key}
                ref={rows.measureElement}
                role="listitem"
                aria-posinset={index + 1}
                aria-setsize={items.length}
                data-index={index}
                data-key={item.key}
                {...(isParagraph ? { tabIndex: index === tabStop ? 0 : -1 } : {})}
                className="absolute inset-x-1 top-0 rounded-panel px-2 py-2.5 -outline-offset-2 wide:pr-5"
                style={{ transform: `translateY(${start}px)` }}
              >
                <TextItemView item={item} isTabStop={index === tabStop} context={context} />
              </div>
            );
          })}
        </div>
      </div>
      {follow.lost === null ? null : (
        <Button
          className="appear absolute bottom-4 left-1/2 -translate-x-1/2 rounded-full shadow-float"
          icon={<ArrowDown aria-hidden="true" size={14} />}
          onClick={() => {
            if (follow.lost === 'end') return follow.followEnd();
            follow.followSound();
            if (spoken.current !== null) bringToEye(spoken.current);
            return undefined;
          }}
        >
          {t('transcript.follow')}
        </Button>
      )}
    </div>
  );
}

function useFoundMarks(): FoundMarks | null {
  const [marks, setMarks] = useState<FoundMarks | null>(null);
  useEffect(() => {
    const made = new FoundMarks();
    setMarks(made);
    return () => made.close();
  }, []);
  return marks;
}
