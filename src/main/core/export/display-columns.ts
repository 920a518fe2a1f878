const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** East Asian Wide and Fullwidth blocks (Unicode annex 11), and everything shown as an emoji. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]/u;

/** Asks for the emoji form of the character before it. */
const EMOJI_VARIATION = '\u{FE0F}';

const INVISIBLE = /^[\p{M}\p{Cf}\p{Cc}]+$/u;

/** What can join others to one grapheme cluster: marks, joiners, flags, skin tones, Hangul jamo, Thai and Lao *am*. */
const JOINING =
  /[\p{M}\p{Cf}\p{Cc}\p{Regional_Indicator}\p{Emoji_Modifier}\u1100-\u11FF\uA960-\uA97F\uD7B0-\uD7FF\u0E33\u0EB3]/u;

const ASCII = /^[\u0020-\u007E]*$/;

/**
 * How many columns of a fixed-width screen text takes: a grapheme cluster takes one, a Chinese, Japanese or Korean
 * one or an emoji two, a mark without a base none.
 */
export function displayColumns(text: string): number {
  if (ASCII.test(text)) return text.length;
  let columns = 0;
  if (!JOINING.test(text)) {
    // Finding clusters is most of the work of a layout; Chinese and Japanese text has none to find.
    for (const character of text) columns += WIDE.test(character) ? 2 : 1;
    return columns;
  }
  for (const { segment } of GRAPHEMES.segment(text)) {
    if (INVISIBLE.test(segment)) continue;
    columns += WIDE.test(segment) || segment.includes(EMOJI_VARIATION) ? 2 : 1;
  }
  return columns;
}
