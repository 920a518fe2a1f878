import type { Segment } from '../../../../shared/transcript.ts';

/** The text that has come in, in the order of its time. */
export function newPhrases(before: readonly Segment[], now: readonly Segment[]): string {
  const known = new Set(before.map(({ id }) => id));
  return now
    .filter(({ id }) => !known.has(id))
    .map(({ text }) => text)
    .join(' ');
}
