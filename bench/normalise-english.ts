import { numbersInDigits } from './english-numbers.ts';
import { americanSpelling } from './english-spelling.ts';

/**
 * Brings an English text into the form in which transcripts are compared: lower case, no punctuation or diacritics, no
 * bracketed remarks or fillers, contractions and titles in full, numbers in digits, American spelling. It does what
 * the English text normaliser published with Whisper does (Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision",
 * 2022, appendix C), quirks included, so that word error rates can be held against published ones. One quirk matters
 * for old books: a typographic apostrophe is a symbol like any other, so "beauty’s" becomes "beauty s", while "beauty's" becomes "beauty is".
 */
export function normaliseEnglish(text: string): string {
  let result = text
    .toLowerCase()
    .replaceAll(/[<[][^>\]]*[>\]]/gu, '')
    .replaceAll(/\([^)]+?\)/gu, '')
    .replaceAll(FILLERS, '')
    .replaceAll(/\s+'/gu, "'");
  for (const { pattern, replacement } of EXPANSIONS) result = result.replaceAll(pattern, replacement);

  result = result.replaceAll(/(\d),(\d)/gu, '$1$2').replaceAll(/\.([^0-9]|$)/gu, ' $1');
  result = numbersInDigits(plainLetters(result));
  return result
    .split(/\s+/u)
    .map(americanSpelling)
    .join(' ')
    .replaceAll(/([$¢€£])\s+([0-9])/gu, '$1$2')
    .replaceAll(/([0-9])\s+%/gu, '$1%')
    .replaceAll(/[.$¢€£]([^0-9])/gu, ' $1')
    .replaceAll(/([^0-9])%/gu, '$1 ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

/** The words of a text in the form in which transcripts are compared. */
export function normalisedWords(text: string): string[] {
  return normaliseEnglish(text)
    .split(' ')
    .filter((word) => word !== '');
}

/** JavaScript's \b knows ASCII letters only: "é" must not end a word. */
const BEFORE_WORD = String.raw`(?<![\p{L}\p{N}_])`;
const AFTER_WORD = String.raw`(?![\p{L}\p{N}_])`;

const FILLERS = new RegExp(`${BEFORE_WORD}(?:hmm|mm|mhm|mmm|uh|um)${AFTER_WORD}`, 'gu');

type Expansion = { readonly pattern: RegExp; readonly replacement: string };

const SPOKEN_FORMS = {
  "won't": 'will not',
  "can't": 'can not',
  "let's": 'let us',
  "ain't": 'aint',
  "y'all": 'you all',
  wanna: 'want to',
  gotta: 'got to',
  gonna: 'going to',
  "i'ma": 'i am going to',
  imma: 'i am going to',
  woulda: 'would have',
  coulda: 'could have',
  shoulda: 'should have',
  "ma'am": 'madam',
};

const TITLES = {
  mr: 'mister',
  mrs: 'missus',
  st: 'saint',
  dr: 'doctor',
  prof: 'professor',
  capt: 'captain',
  gov: 'governor',
  ald: 'alderman',
  gen: 'general',
  sen: 'senator',
  rep: 'representative',
  pres: 'president',
  rev: 'reverend',
  hon: 'honorable',
  asst: 'assistant',
  assoc: 'associate',
  lt: 'lieutenant',
  col: 'colonel',
  jr: 'junior',
  sr: 'senior',
  esq: 'esquire',
};

/** In this order: "'s been" must be read before "'s". */
const WORD_ENDINGS = {
  "'d been": ' had been',
  "'s been": ' has been',
  "'d gone": ' had gone',
  "'s gone": ' has gone',
  "'d done": ' had done',
  "'s got": ' has got',
  "n't": ' not',
  "'re": ' are',
  "'s": ' is',
  "'d": ' would',
  "'ll": ' will',
  "'t": ' not',
  "'ve": ' have',
  "'m": ' am',
};

const EXPANSIONS: readonly Expansion[] = [
  ...Object.entries(SPOKEN_FORMS).map(([short, full]) => wholeWord(short, full)),
  ...Object.entries(TITLES).map(([short, full]) => wholeWord(short, `${full} `)),
  ...Object.entries(WORD_ENDINGS).map(([short, full]) => ({
    pattern: new RegExp(short + AFTER_WORD, 'gu'),
    replacement: full,
  })),
];

function wholeWord(short: string, full: string): Expansion {
  return { pattern: new RegExp(BEFORE_WORD + short + AFTER_WORD, 'gu'), replacement: full };
}

/** Letters that no Unicode decomposition takes apart. */
const LETTERS: Readonly<Record<string, string>> = {
  œ: 'oe',
  ø: 'o',
  æ: 'ae',
  ß: 'ss',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
};

/** Drops diacritics; every mark, symbol and punctuation that means nothing beside a number becomes a space. */
function plainLetters(text: string): string {
  return text
    .replaceAll(/[œøæßđðþł]/gu, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFKD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll(/(?![.%$¢€£])[\p{M}\p{S}\p{P}]/gu, ' ');
}
