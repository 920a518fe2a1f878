import type { KeyboardEvent, MouseEvent } from 'react';
import { TEXT_KEYS } from '../../keys/bindings.ts';
import { boundTo } from '../../keys/chord.ts';
import type { Playback } from '../player/playback.ts';
import { type ShownWord, wordsOf } from './paragraph-words.ts';
import type { Paragraph } from './paragraphs.ts';
import type { TextItem } from './text-items.ts';
import { neighbourWord, type WordPlace } from './word-at.ts';

export type ReadingPorts = {
  readonly items: readonly TextItem[];
  readonly paragraphs: readonly Paragraph[];
  readonly playback: Playback | null;
  readonly playFrom: (mediaMs: number) => void;
  /** Puts the focus on a paragraph. */
  readonly moveTo: (paragraph: number) => void;
  readonly bringToEye: (place: WordPlace) => void;
};

export type ReadingGestures = {
  readonly onClick: (event: MouseEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

/** What pointer and keys do in the text, for all of its words at once. */
export function readingGestures(ports: ReadingPorts): ReadingGestures {
  const { items, paragraphs, playback, playFrom, moveTo, bringToEye } = ports;
  const stepByWord = (direction: 'before' | 'after'): void => {
    const place = playback && neighbourWord(paragraphs, playback.nowMs, direction);
    const word = place && wordIn(paragraphs, place);
    if (!playback || !place || !word) return;
    playback.seek(word.startMs);
    bringToEye(place);
  };
  return {
    onClick: ({ target }) => {
      const at = paragraphUnder(target, items);
      const paragraph = paragraphs[at];
      // Who marks text to copy it does not want to hear it.
      if (paragraph === undefined || playback === null || hasMarkedText()) return;
      const word = closest(target, '[data-word]')?.getAttribute('data-word') ?? null;
      if (word !== null)
        playFrom(wordIn(paragraphs, { paragraph: at, word: Number(word) })?.startMs ?? paragraph.startMs);
      else if (closest(target, '[data-play]') !== null) playFrom(paragraph.startMs);
    },
    onKeyDown: (event) => {
      const at = paragraphUnder(event.target, items);
      const act = at < 0 ? null : actionOf(event, at);
      if (act === null) return;
      event.preventDefault();
      act();
    },
  };

  // oxlint-disable-next-line consistent-return -- without a return at the end a new action does not compile
  function actionOf(event: KeyboardEvent, at: number): (() => void) | null {
    // A button within the paragraph has the Enter key for itself.
    const isOnParagraph = event.target instanceof Element && event.target.matches('[role=listitem]');
    switch (boundTo(TEXT_KEYS, event)) {
      case 'wordBack':
        return () => stepByWord('before');
      case 'wordForward':
        return () => stepByWord('after');
      case 'nextParagraph':
        return () => moveTo(at + 1);
      case 'previousParagraph':
        return () => moveTo(at - 1);
      case 'firstParagraph':
        return () => moveTo(0);
      case 'lastParagraph':
        return () => moveTo(paragraphs.length - 1);
      case 'playParagraph':
        return isOnParagraph && playback !== null ? () => playFrom(paragraphs[at]?.startMs ?? 0) : null;
      case null:
        return null;
    }
  }
}

function wordIn(paragraphs: readonly Paragraph[], { paragraph, word }: WordPlace): ShownWord | undefined {
  const found = paragraphs[paragraph];
  return found && wordsOf(found)[word];
}

/** Number of the paragraph in which something stands; -1 outside of all. */
function paragraphUnder(target: EventTarget | null, items: readonly TextItem[]): number {
  const index = closest(target, '[data-index]')?.getAttribute('data-index') ?? null;
  const item = index === null ? undefined : items[Number(index)];
  return item?.kind === 'paragraph' ? item.index : -1;
}

function closest(target: EventTarget | null, selector: string): Element | null {
  return target instanceof Element ? target.closest(selector) : null;
}

function hasMarkedText(): boolean {
  return document.getSelection()?.isCollapsed === false;
}
