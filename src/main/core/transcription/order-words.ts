import type { Word } from '../../../shared/transcript.ts';

/** Shorter than any spoken word; only keeps words that the model put on one instant apart. */
const MIN_WORD_MS = 20;

/**
 * Makes times monotonic: every word begins before it ends, no earlier than the word before it ends, inside the range.
 * Times that are in order already stay as they are, but for words too short to be one.
 *
 * @param words in the order of the text
 * @returns null when the range is too short to give every word a millisecond of its own
 */
export function orderWords(words: readonly Word[], startMs: number, endMs: number): Word[] | null {
  const shortestMs = Math.min(MIN_WORD_MS, Math.floor((endMs - startMs) / Math.max(words.length, 1)));
  if (shortestMs < 1) return null;
  let cursorMs = startMs;
  return words.map((word, index) => {
    // What follows needs its share of the range too.
    const latestStartMs = endMs - (words.length - index) * shortestMs;
    const from = Math.min(Math.max(word.startMs, cursorMs), latestStartMs);
    const to = Math.min(Math.max(word.endMs, from + shortestMs), latestStartMs + shortestMs);
    cursorMs = to;
    return { ...word, startMs: from, endMs: to };
  });
}
