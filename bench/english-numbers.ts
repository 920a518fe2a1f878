import { NumberReader } from './number-reader.ts';
import { isDigitWord, isPlain, NUMBER_WORDS, type NumberWord, SCALES } from './number-words.ts';

/**
 * Writes spelled-out English numbers in digits, as Whisper's text normaliser does: "forty two" → "42", "nineteen
 * fifties" → "1950s", "two point five million" → "2500000", "two dollars and seventy cents" → "$2.70". Digits spoken
 * one by one are strung together ("nine double one" → "911"). A lone "one" stays a word, since it is mostly a pronoun.
 *
 * @param text lower-case words separated by spaces, without punctuation other than `. % $ ¢ € £`.
 */
export function numbersInDigits(text: string): string {
  return readableOnes(joinedCents(readNumbers(separateDigits(pointFive(text)).split(/\s+/u)).join(' ')));
}

const NUMERAL = /^\d+(?:\.\d+)?$/u;

function readNumbers(words: readonly string[]): string[] {
  const reader = new NumberReader();
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const next = words[index + 1];
    if (word !== '') index += readWord(reader, word, NUMBER_WORDS.get(words[index - 1] ?? ''), next);
  }
  reader.flush();
  return reader.out;
}

/** Reads one word; says how many words after it were used up as well. */
function readWord(
  reader: NumberReader,
  word: string,
  previous: NumberWord | undefined,
  next: string | undefined,
): 0 | 1 {
  const symbol = /^[-+$¢€£]/u.exec(word)?.[0] ?? '';
  const numeral = word.slice(symbol.length);
  const meaning = NUMBER_WORDS.get(word);
  if (NUMERAL.test(numeral)) reader.takeNumeral(symbol, numeral);
  else if (meaning === undefined) reader.takeWord(word);
  else return readNumberWord(reader, word, meaning, previous, next);
  return 0;
}

function readNumberWord(
  reader: NumberReader,
  word: string,
  meaning: NumberWord,
  previous: NumberWord | undefined,
  next: string | undefined,
): 0 | 1 {
  const nextMeaning = NUMBER_WORDS.get(next ?? '');
  const nextIsNumeral = NUMERAL.test(next ?? '');
  const nextCounts = nextMeaning !== undefined || nextIsNumeral;
  let used: 0 | 1 = 0;
  switch (meaning.kind) {
    case 'zero':
      reader.appendDigits('0');
      break;
    case 'unit':
      reader.takeUnit(meaning.value, previous, meaning.suffix);
      break;
    case 'ten':
      reader.takeTen(meaning.value, meaning.suffix);
      break;
    case 'scale':
      reader.takeScale(meaning.value, meaning.suffix);
      break;
    case 'sign':
      if (nextCounts) reader.takeSign(meaning.symbol);
      else reader.takeWord(word);
      break;
    case 'currency':
      if (reader.isInNumber) reader.endAsMoney(meaning.symbol);
      else reader.takeWord(word);
      break;
    case 'percent':
      if (reader.isInNumber) reader.flush('%');
      else reader.takeWord(word);
      break;
    case 'per':
      used = reader.isInNumber && next === 'cent' ? 1 : 0;
      if (used === 1) reader.flush('%');
      else reader.takeWord(word);
      break;
    case 'and':
      // "two hundred and six" is one number; "two and six" is two.
      if (!nextCounts || !isPlain(previous, 'scale')) reader.takeWord(word);
      break;
    case 'point':
      if (!nextCounts) reader.takeWord(word);
      // Whisper's own normaliser loses "point" before "and", "dollars" and their like; so does this one, for equal counts.
      else if (nextIsNumeral || isDigitWord(nextMeaning)) reader.appendDigits('.');
      break;
    case 'repeat': {
      const digits = digitsOf(nextMeaning);
      used = digits === null ? 0 : 1;
      if (digits === null) reader.takeWord(word);
      else reader.appendDigits(digits.repeat(meaning.times));
      break;
    }
  }
  return used;
}

/** What "double" and "triple" can repeat. */
function digitsOf(word: NumberWord | undefined): string | null {
  if (word?.kind === 'zero') return '0';
  return word?.kind === 'unit' && word.suffix === '' ? String(word.value) : null;
}

/** "three and a half million" → "three point five million", "half a million" → "0.5 million". */
function pointFive(text: string): string {
  const scales = SCALES.concat('hundred').join('|');
  return text
    .replaceAll(/\b([a-z]+)\s+and\s+a\s+half\b/gu, (phrase, word: string) => {
      const meaning = NUMBER_WORDS.get(word);
      return isDigitWord(meaning) || isPlain(meaning, 'scale') ? `${word} point five` : phrase;
    })
    .replaceAll(new RegExp(`\\b(?:a\\s+half\\s+|half\\s+(?:a\\s+)?)(${scales})\\b`, 'gu'), '0.5 $1');
}

/** "10km" → "10 km", but "10 th" → "10th". */
function separateDigits(text: string): string {
  return text
    .replaceAll(/([a-z])(?=[0-9])/gu, '$1 ')
    .replaceAll(/([0-9])(?=[a-z])/gu, '$1 ')
    .replaceAll(/([0-9])\s+(st|nd|rd|th|s)\b/gu, '$1$2');
}

/** "$2 and ¢70" → "$2.70", "$0.36" → "¢36". */
function joinedCents(text: string): string {
  return text
    .replaceAll(
      /([€£$])([0-9]+) (?:and )?¢([0-9]{1,2})\b/gu,
      (_, currency: string, whole: string, cents: string) => `${currency}${whole}.${cents.padStart(2, '0')}`,
    )
    .replaceAll(/[€£$]0\.([0-9]{1,2})\b/gu, (_, cents: string) => `¢${Number(cents)}`);
}

function readableOnes(text: string): string {
  return text.replaceAll(/\b1(s?)\b/gu, 'one$1');
}
