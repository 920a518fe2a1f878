/** Scripts that are written without spaces between words. */
const UNSPACED_LETTER =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\u30FC]/gu;

const LETTER_OR_DIGIT = /[\p{L}\p{N}\p{Mn}\p{Mc}\p{Co}]/u;

/** What was typed between double quotes, or up to the next space. */
const TERM = /"([^"]*)"?|[^\s"]+/gu;

/**
 * Text as it is indexed. Letters of unspaced scripts stand alone: the index would take a whole sentence for one word.
 * Full-width and other forms of compatibility become the plain ones.
 */
export function toSearchText(text: string): string {
  return text.normalize('NFKC').replaceAll('\0', ' ').replace(UNSPACED_LETTER, ' $& ');
}

/**
 * What a person typed as a query of FTS5: every term must occur, the last one may be unfinished, and what stands in
 * double quotes is taken as it is. No character of the input has a meaning of its own.
 *
 * @returns null when there is nothing to look for
 */
export function toSearchQuery(input: string): string | null {
  const terms = [...input.matchAll(TERM)]
    .map((match) => ({ text: toSearchText(match[1] ?? match[0]).trim(), isQuoted: match[1] !== undefined }))
    .filter(({ text }) => LETTER_OR_DIGIT.test(text));
  if (terms.length === 0) return null;
  return terms
    .map(({ text, isQuoted }, index) => {
      const phrase = `"${text.replaceAll('"', '""')}"`;
      return !isQuoted && index === terms.length - 1 ? `${phrase}*` : phrase;
    })
    .join(' ');
}
