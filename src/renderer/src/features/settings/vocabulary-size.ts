import { MAX_PROMPT_BYTES } from '../../../../shared/job-options.ts';

/** Whisper reads no more than this of what comes before its window; see `MAX_PROMPT_BYTES`. */
export const HEEDED_LETTERS = 900;

/** From here on it is told how near the limit is: nobody likes to learn it from the last word. */
const TOLD_FROM_BYTES = MAX_PROMPT_BYTES * 0.75;

export type VocabularySize =
  | { readonly kind: 'fine' }
  | { readonly kind: 'partly-heeded' }
  | { readonly kind: 'near-limit'; readonly usedBytes: number }
  | { readonly kind: 'too-long'; readonly overBytes: number };

/** Whether the engine takes these words, and heeds them. */
export function vocabularySize(words: string): VocabularySize {
  const usedBytes = new TextEncoder().encode(words).length;
  if (usedBytes > MAX_PROMPT_BYTES) return { kind: 'too-long', overBytes: usedBytes - MAX_PROMPT_BYTES };
  if (usedBytes >= TOLD_FROM_BYTES) return { kind: 'near-limit', usedBytes };
  return words.length > HEEDED_LETTERS ? { kind: 'partly-heeded' } : { kind: 'fine' };
}
