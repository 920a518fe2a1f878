/** Inside of a character class: scripts whose writing puts no spaces between words. */
const LETTERS =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Bopomofo}\\p{Script=Thai}\\p{Script=Lao}' +
  '\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}';

/** CJK and full-width punctuation, and the prolonged sound mark, belong to no script but are written the same way. */
const PUNCTUATION = '\\u3001-\\u303F\\u30FB\\u30FC\\uFF00-\\uFFEF';

const HAS_LETTER = new RegExp(`[${LETTERS}]`, 'u');
const STARTS = new RegExp(`^[${LETTERS}${PUNCTUATION}]`, 'u');
const ENDS = new RegExp(`[${LETTERS}${PUNCTUATION}]\\p{M}*$`, 'u');

const HAS_BREAKABLE = new RegExp(`[${LETTERS}\\p{Extended_Pictographic}\\p{Regional_Indicator}]`, 'u');
const STARTS_BREAKABLE = new RegExp(
  `^[${LETTERS}${PUNCTUATION}\\p{Extended_Pictographic}\\p{Regional_Indicator}]`,
  'u',
);
const ENDS_BREAKABLE = new RegExp(
  `[${LETTERS}${PUNCTUATION}\\p{Extended_Pictographic}\\p{Regional_Indicator}][\\p{M}\\p{Emoji_Modifier}\\u200D]*$`,
  'u',
);
const STARTS_CLOSING =
  /^[\p{Pe}\p{Pf}!?:;,.…%、。，．！？：；・ー～ゝゞヽヾ々ぁぃぅぇぉっゃゅょァィゥェォッャュョฯๆ]/u;
const ENDS_OPENING = /[\p{Ps}\p{Pi}]$/u;

/** Whether a line may break somewhere in this text although it has no space there. */
export function mayBreakInside(text: string): boolean {
  return HAS_BREAKABLE.test(text);
}

/**
 * Whether a line may end between two touching pieces of text: next to an unspaced script or an emoji, but never
 * before a closing mark or a small kana, nor after an opening mark (the *kinsoku* rules of Japanese typesetting).
 */
export function mayBreakBetween(before: string, after: string): boolean {
  if (STARTS_CLOSING.test(after) || ENDS_OPENING.test(before)) return false;
  return ENDS_BREAKABLE.test(before) || STARTS_BREAKABLE.test(after);
}

/** Whether text starts with a mark that must stay with what comes before it, even across a space (French `oui !`). */
export function startsWithClosingMark(text: string): boolean {
  return STARTS_CLOSING.test(text) && !HAS_LETTER.test(text) && !/[\p{L}\p{N}]/u.test(text);
}

/**
 * What goes between the texts of two neighbouring segments. The segments' own words cannot tell, because engines trim
 * a segment's first space.
 */
export function separatorBetween(before: string, after: string): '' | ' ' {
  return ENDS.test(before) || STARTS.test(after) ? '' : ' ';
}
