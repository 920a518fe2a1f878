/** Text on one line: line breaks, tabs and control characters become single spaces, and it is valid UTF-8 to be. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, (gap) => (isNoBreakSpace(gap) ? gap : ' '))
    .trim()
    .toWellFormed();
}

/** French writes one before `!` and `?`; it is part of the text. */
function isNoBreakSpace(gap: string): boolean {
  return gap === '\u00A0' || gap === '\u202F';
}
