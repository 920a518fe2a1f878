import { textOf } from './paragraph-words.ts';
import type { Paragraph } from './paragraphs.ts';

/** Where something was found: letters `from` to `to` of the text of a paragraph. */
export type Match = {
  readonly paragraph: number;
  readonly key: string;
  readonly from: number;
  readonly to: number;
};

/** More than these help nobody, and a single letter is in every word. */
export const MOST_MATCHES = 5000;

/**
 * All places of some words, whatever their case and the spaces between them. Not across paragraphs.
 *
 * @param query as typed; nothing but spaces finds nothing
 */
export function findInText(paragraphs: readonly Paragraph[], query: string): readonly Match[] {
  const wanted = query.trim().normalize('NFC');
  if (wanted === '') return [];
  const literal = wanted.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const pattern = new RegExp(literal.replaceAll(/\s+/g, String.raw`\s+`), 'giu');
  const matches: Match[] = [];
  for (const [index, paragraph] of paragraphs.entries()) {
    for (const { 0: found, index: from } of textOf(paragraph).matchAll(pattern)) {
      matches.push({ paragraph: index, key: paragraph.key, from, to: from + found.length });
      if (matches.length === MOST_MATCHES) return matches;
    }
  }
  return matches;
}
