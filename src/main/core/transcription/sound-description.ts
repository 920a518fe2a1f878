/** Brackets of all kinds with what stands in them, and music signs. */
const DESCRIPTIONS = /\[[^\]]*\]|\([^)]*\)|（[^）]*）|【[^】]*】|\*[^*]*\*|[♪♫]/gu;

/**
 * Whether a text only says what can be heard, such as `[BLANK_AUDIO]`, `(laughter)` or `♪♪`: what Whisper writes where nobody
 * speaks, learnt from subtitles. Text with words around the brackets is speech.
 */
export function isSoundDescription(text: string): boolean {
  return !/[\p{L}\p{N}]/u.test(text.replaceAll(DESCRIPTIONS, ''));
}
