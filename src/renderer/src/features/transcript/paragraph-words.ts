import { oneLine } from '../../../../shared/reading/one-line.ts';
import { separatorBetween } from '../../../../shared/reading/unspaced-scripts.ts';
import type { Segment } from '../../../../shared/transcript.ts';
import type { Paragraph } from './paragraphs.ts';

/** A word where it stands in its paragraph. */
export type ShownWord = {
  /** What stands between it and the word before: a space, or nothing. */
  readonly before: string;
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly segment: Segment;
};

/** Of each paragraph once, when somebody looks at it: a long transcript opens without touching its fifty thousand words. */
const shown = new WeakMap<Paragraph, readonly ShownWord[]>();
const texts = new WeakMap<Paragraph, string>();

/** The words of a paragraph in the order in which they are read. */
export function wordsOf(paragraph: Paragraph): readonly ShownWord[] {
  const known = shown.get(paragraph);
  if (known !== undefined) return known;
  const words: ShownWord[] = [];
  let before = '';
  for (const segment of paragraph.segments) {
    const text = oneLine(segment.text);
    if (text === '') continue;
    const separator = words.length === 0 ? '' : separatorBetween(before, text);
    wordsOfSegment(segment, text).forEach((word, index) =>
      words.push({ ...word, before: index === 0 ? separator : word.before, segment }),
    );
    before = text;
  }
  shown.set(paragraph, words);
  return words;
}

/** The text of a paragraph, letter by letter what its words show. */
export function textOf(paragraph: Paragraph): string {
  const known = texts.get(paragraph);
  if (known !== undefined) return known;
  const text = wordsOf(paragraph)
    .map((word) => word.before + word.text)
    .join('');
  texts.set(paragraph, text);
  return text;
}

type Piece = Pick<ShownWord, 'before' | 'text' | 'startMs' | 'endMs'>;

/** The model's own words while they make up the text; once somebody has edited it, its words share the segment's time. */
function wordsOfSegment(segment: Segment, text: string): Piece[] {
  return ownWords(segment, text) ?? spreadWords(segment, text);
}

/** With the spaces that the text has: French writes other ones than the plain, and words do not tell which. */
function ownWords({ words }: Segment, text: string): Piece[] | null {
  const pieces: Piece[] = [];
  let passed = 0;
  for (const { text: word, startMs, endMs } of words) {
    const at = text.indexOf(word, passed);
    const before = text.slice(passed, at);
    if (at < 0 || before.trim() !== '') return null;
    pieces.push({ before, text: word, startMs, endMs });
    passed = at + word.length;
  }
  return passed === text.length ? pieces : null;
}

function spreadWords({ startMs, endMs }: Segment, text: string): Piece[] {
  const msPerLetter = (endMs - startMs) / text.length;
  return [...text.matchAll(/(?<before>\s*)(?<word>\S+)/g)].map(({ index, groups }) => {
    const { before = '', word = '' } = groups ?? {};
    const from = index + before.length;
    return {
      before,
      text: word,
      startMs: Math.round(startMs + from * msPerLetter),
      endMs: Math.round(startMs + (from + word.length) * msPerLetter),
    };
  });
}
