/** What a word can do in a number. */
export type NumberWord =
  | { readonly kind: 'zero' }
  | { readonly kind: 'unit'; readonly value: bigint; readonly suffix: string }
  | { readonly kind: 'ten'; readonly value: bigint; readonly suffix: string }
  | { readonly kind: 'scale'; readonly value: bigint; readonly suffix: string }
  | { readonly kind: 'sign'; readonly symbol: string }
  | { readonly kind: 'currency'; readonly symbol: string }
  | { readonly kind: 'percent' }
  | { readonly kind: 'per' }
  | { readonly kind: 'and' }
  | { readonly kind: 'point' }
  | { readonly kind: 'repeat'; readonly times: number };

const UNITS =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
/** The powers of a thousand that have names. */
export const SCALES =
  'thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion decillion'.split(
    ' ',
  );
const IRREGULAR_ORDINALS: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};
const ORDINAL_SUFFIXES: Readonly<Record<string, string>> = { one: 'st', two: 'nd', three: 'rd' };

/** The words that English numbers are spoken with. */
export const NUMBER_WORDS: ReadonlyMap<string, NumberWord> = numberWords();

function numberWords(): ReadonlyMap<string, NumberWord> {
  const words = new Map<string, NumberWord>();
  for (const zero of ['o', 'oh', 'zero']) words.set(zero, { kind: 'zero' });
  words.set('zeroth', { kind: 'unit', value: 0n, suffix: 'th' });

  for (const [index, name] of UNITS.entries()) {
    const value = BigInt(index + 1);
    words.set(name, { kind: 'unit', value, suffix: '' });
    words.set(name === 'six' ? 'sixes' : `${name}s`, { kind: 'unit', value, suffix: 's' });
    words.set(IRREGULAR_ORDINALS[name] ?? `${name}th`, {
      kind: 'unit',
      value,
      suffix: ORDINAL_SUFFIXES[name] ?? 'th',
    });
  }
  for (const [index, name] of TENS.entries()) {
    const value = BigInt((index + 2) * 10);
    words.set(name, { kind: 'ten', value, suffix: '' });
    words.set(name.replace('y', 'ies'), { kind: 'ten', value, suffix: 's' });
    words.set(name.replace('y', 'ieth'), { kind: 'ten', value, suffix: 'th' });
  }
  for (const [index, name] of ['hundred', ...SCALES].entries()) {
    const value = index === 0 ? 100n : 1000n ** BigInt(index);
    words.set(name, { kind: 'scale', value, suffix: '' });
    words.set(`${name}s`, { kind: 'scale', value, suffix: 's' });
    words.set(`${name}th`, { kind: 'scale', value, suffix: 'th' });
  }

  for (const name of ['minus', 'negative']) words.set(name, { kind: 'sign', symbol: '-' });
  for (const name of ['plus', 'positive']) words.set(name, { kind: 'sign', symbol: '+' });
  for (const [name, symbol] of Object.entries({ pound: '£', euro: '€', dollar: '$', cent: '¢' })) {
    words.set(name, { kind: 'currency', symbol });
    words.set(`${name}s`, { kind: 'currency', symbol });
  }
  words.set('percent', { kind: 'percent' });
  words.set('per', { kind: 'per' });
  words.set('and', { kind: 'and' });
  words.set('point', { kind: 'point' });
  words.set('double', { kind: 'repeat', times: 2 });
  words.set('triple', { kind: 'repeat', times: 3 });
  return words;
}

/** A cardinal: no plural ("fifties"), no ordinal ("fiftieth"). */
export function isPlain(word: NumberWord | undefined, kind: 'unit' | 'ten' | 'scale'): boolean {
  return word?.kind === kind && word.suffix === '';
}

/** What can stand after a decimal point. */
export function isDigitWord(word: NumberWord | undefined): boolean {
  return word?.kind === 'zero' || isPlain(word, 'unit') || isPlain(word, 'ten');
}
