import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { useLatest } from '../../store/use-latest.ts';
import type { Playback } from '../player/playback.ts';
import type { Paragraph } from './paragraphs.ts';
import { type WordPlace, wordAt } from './word-at.ts';

export type SpokenWordPorts = {
  readonly playback: Playback | null;
  readonly paragraphs: readonly Paragraph[];
  readonly text: RefObject<HTMLElement | null>;
  /** Told of each word that begins. */
  readonly onWord: (place: WordPlace) => void;
};

/**
 * Marks the word that is being spoken, beside React: with every frame a look by time, and two attributes when the word is
 * another one. Nothing renders.
 *
 * @returns the last word that was spoken
 */
export function useSpokenWord(ports: SpokenWordPorts): { readonly current: WordPlace | null } {
  const { playback, paragraphs, text, onWord } = ports;
  const latest = useLatest({ paragraphs, onWord });
  const marked = useRef<Element | null>(null);
  const spoken = useRef<WordPlace | null>(null);
  const update = useRef<() => void>(() => {});
  useEffect(() => {
    if (playback === null) return undefined;
    update.current = () => {
      const { paragraphs: all, onWord: tell } = latest.current;
      const place = playback.hasBegun ? wordAt(all, playback.nowMs) : null;
      const element = place === null ? null : wordElement(text.current, all, place);
      if (marked.current !== element) {
        marked.current?.removeAttribute('data-spoken');
        element?.setAttribute('data-spoken', '');
        marked.current = element;
      }
      const before = spoken.current;
      if (place === null || (before?.paragraph === place.paragraph && before.word === place.word)) return;
      spoken.current = place;
      tell(place);
    };
    const stop = playback.onTime(() => update.current());
    return () => {
      stop();
      update.current = () => {};
      marked.current?.removeAttribute('data-spoken');
      marked.current = null;
    };
  }, [playback, latest, text]);
  // Words that have just come to the screen by scrolling may be the spoken one.
  useLayoutEffect(() => update.current());
  return spoken;
}

/** The element of a word; null while its paragraph is not on the screen. */
export function wordElement(
  text: HTMLElement | null,
  paragraphs: readonly Paragraph[],
  { paragraph, word }: WordPlace,
): Element | null {
  const key = paragraphs[paragraph]?.key;
  if (text === null || key === undefined) return null;
  return text.querySelector(`[data-key="${CSS.escape(key)}"] [data-word="${word}"]`);
}
