import { wordsOf } from './paragraph-words.ts';
import type { Paragraph } from './paragraphs.ts';

export type WordPlace = { readonly paragraph: number; readonly word: number };

/** A word is still the spoken one this long after its end: a mark that goes out in every breath flickers. */
const HOLD_MS = 400;

/**
 * Which word is spoken at a time of the recording; null in a pause. Where two speak at once, the one who began last.
 *
 * @param paragraphs in the order of their start
 */
export function wordAt(paragraphs: readonly Paragraph[], mediaMs: number): WordPlace | null {
  const last = lastStartedBy(paragraphs, mediaMs);
  // Voices that were kept apart overlap: the one before may still be speaking.
  for (let index = last; index >= Math.max(0, last - 2); index -= 1) {
    const paragraph = paragraphs[index];
    if (paragraph === undefined || paragraph.endMs + HOLD_MS <= mediaMs) continue;
    const words = wordsOf(paragraph);
    const word = lastStartedBy(words, mediaMs);
    const found = words[word];
    if (found !== undefined && mediaMs < found.endMs + HOLD_MS) return { paragraph: index, word };
  }
  return null;
}

/** The first word that starts after a time, or the last that starts before it: where the keyboard goes, word by word. */
export function neighbourWord(
  paragraphs: readonly Paragraph[],
  mediaMs: number,
  direction: 'before' | 'after',
): WordPlace | null {
  const at = Math.max(0, lastStartedBy(paragraphs, mediaMs));
  const paragraph = paragraphs[at];
  if (paragraph === undefined) return null;
  if (direction === 'after') {
    const next = wordsOf(paragraph).findIndex(({ startMs }) => startMs > mediaMs);
    if (next >= 0) return { paragraph: at, word: next };
    return at + 1 < paragraphs.length ? { paragraph: at + 1, word: 0 } : null;
  }
  const previous = wordsOf(paragraph).findLastIndex(({ startMs }) => startMs < mediaMs);
  if (previous >= 0) return { paragraph: at, word: previous };
  const above = paragraphs[at - 1];
  return above === undefined ? null : { paragraph: at - 1, word: wordsOf(above).length - 1 };
}

/** Index of the last that starts at or before a time; -1 where all start later. Sorted by start. */
export function lastStartedBy(sorted: readonly { readonly startMs: number }[], mediaMs: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.startMs ?? Number.POSITIVE_INFINITY) <= mediaMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
