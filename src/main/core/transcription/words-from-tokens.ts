import type { Word } from '../../../shared/transcript.ts';
import type { RunnerToken } from '../engine/runner-events.ts';

/** Whisper's languages that are written without spaces between words. */
const SPACELESS_LANGUAGES = new Set(['zh', 'yue', 'ja', 'th', 'lo', 'my', 'km', 'bo', 'jw']);

/**
 * Groups tokens into words. Where spaces separate words, they decide; elsewhere the Unicode word rules of the
 * language do (UAX #29 with ICU's dictionaries). Punctuation stays with the word before it.
 *
 * @param tokens of one segment, times on any base
 * @returns words in the order of the text, on the same time base; texts in Unicode NFC
 */
export function wordsFromTokens(tokens: readonly RunnerToken[], language: string): Word[] {
  const text = tokens.map((token) => token.text).join('');
  const pieces = SPACELESS_LANGUAGES.has(language) ? splitByRules(text, language) : splitBySpaces(text);
  return pieces.map((piece) => timePiece(piece, tokens)).filter((word) => word !== null);
}

type Piece = {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly spaceBefore: boolean;
};

function splitBySpaces(text: string): Piece[] {
  return [...text.matchAll(/\S+/gu)].map((match) => ({
    text: match[0],
    from: match.index,
    to: match.index + match[0].length,
    spaceBefore: match.index > 0,
  }));
}

/** Spaces separate words here too, also before a combining mark, which the Unicode rules would join to the space. */
function splitByRules(text: string, language: string): Piece[] {
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  const pieces: Piece[] = [];
  for (const run of splitBySpaces(text)) {
    for (const { segment, index, isWordLike } of segmenter.segment(run.text)) {
      const from = run.from + index;
      const to = from + segment.length;
      const previous = pieces.at(-1);
      if (isWordLike !== true && index > 0 && previous !== undefined) {
        pieces[pieces.length - 1] = { ...previous, text: previous.text + segment, to };
      } else {
        pieces.push({ text: segment, from, to, spaceBefore: index === 0 && pieces.length > 0 });
      }
    }
  }
  return pieces;
}

/** A word lasts from where its first character stands in its token to where its last one ends in its own. */
function timePiece(piece: Piece, tokens: readonly RunnerToken[]): Word | null {
  let offset = 0;
  let startMs: number | null = null;
  let endMs = 0;
  let probabilities = 0;
  let count = 0;
  for (const token of tokens) {
    const from = Math.max(piece.from, offset);
    const to = Math.min(piece.to, offset + token.text.length);
    if (from < to) {
      startMs ??= timeInToken(token, from - offset);
      endMs = timeInToken(token, to - offset);
      probabilities += token.probability;
      count += 1;
    }
    offset += token.text.length;
  }
  if (startMs === null) return null;
  return {
    text: piece.text.normalize('NFC'),
    startMs,
    endMs: Math.max(endMs, startMs),
    probability: Math.min(Math.max(probabilities / count, 0), 1),
    spaceBefore: piece.spaceBefore,
  };
}

/** Tokens of scripts without spaces may hold several words: characters share the token's time evenly. */
function timeInToken(token: RunnerToken, characters: number): number {
  const leading = token.text.length - token.text.trimStart().length;
  const spoken = Math.max(token.text.length - leading, 1);
  const share = Math.min(Math.max(characters - leading, 0) / spoken, 1);
  return Math.round(token.startMs + (token.endMs - token.startMs) * share);
}

/** The text that the words make together, with spaces where the language has them. */
export function joinWords(words: readonly Word[]): string {
  return words.map((word, index) => (index > 0 && word.spaceBefore ? ` ${word.text}` : word.text)).join('');
}
