import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalisedWords, normaliseEnglish } from '../../../bench/normalise-english.ts';

/** What the normaliser published with Whisper makes of these, by its own tests. */
const PUBLISHED_NUMBERS: readonly (readonly [spoken: string, written: string])[] = [
  ['two', '2'],
  ['thirty one', '31'],
  ['five twenty four', '524'],
  ['nineteen ninety nine', '1999'],
  ['twenty nineteen', '2019'],
  ['two point five million', '2500000'],
  ['four point two billions', '4200000000s'],
  ['200 thousand', '200000'],
  ['200 thousand dollars', '$200000'],
  ['$20 million', '$20000000'],
  ['€52.4 million', '€52400000'],
  ['£77 thousands', '£77000s'],
  ['two double o eight', '2008'],
  ['three thousand twenty nine', '3029'],
  ['forty three thousand two hundred sixty', '43260'],
  ['forty three thousand two hundred and sixty', '43260'],
  ['nineteen fifties', '1950s'],
  ['thirty first', '31st'],
  ['thirty three thousand and three hundred and thirty third', '33333rd'],
  ['three billion', '3000000000'],
  ['millions', '1000000s'],
  ['july third twenty twenty', 'july 3rd 2020'],
  ['august twenty sixth twenty twenty one', 'august 26th 2021'],
  ['3 14', '3 14'],
  ['3.14', '3.14'],
  ['3 point 2', '3.2'],
  ['fourteen point 4', '14.4'],
  ['two point two five dollars', '$2.25'],
  ['two hundred million dollars', '$200000000'],
  ['$20.1 million', '$20100000'],
  ['ninety percent', '90%'],
  ['seventy six per cent', '76%'],
  ['double oh seven', '007'],
  ['double zero seven', '007'],
  ['nine one one', '911'],
  ['nine double one', '911'],
  ['one triple oh one', '10001'],
  ['two thousandth', '2000th'],
  ['thirty two thousandth', '32000th'],
  ['minus 500', '-500'],
  ['positive twenty thousand', '+20000'],
  ['two dollars and seventy cents', '$2.70'],
  ['3 cents', '¢3'],
  ['$0.36', '¢36'],
  ['three euros and sixty five cents', '€3.65'],
  ['three and a half million', '3500000'],
  ['forty eight and a half dollars', '$48.5'],
  ['half a million', '500000'],
  ['b747', 'b 747'],
  ['10 th', '10th'],
  ['10th', '10th'],
];

const PUBLISHED_TEXTS: readonly (readonly [text: string, normalised: string])[] = [
  ["Let's", 'let us'],
  ["he's like", 'he is like'],
  ["she's been like", 'she has been like'],
  ['10km', '10 km'],
  ['10mm', '10 mm'],
  ['RC232', 'rc 232'],
  ['Mr. Park visited Assoc. Prof. Kim Jr.', 'mister park visited associate professor kim junior'],
  ['mobilisation', 'mobilization'],
  ['cancelation', 'cancellation'],
];

describe('the English text normaliser', () => {
  test.each(PUBLISHED_NUMBERS)('writes the published example "%s" as %s', (spoken, written) => {
    expect(normaliseEnglish(spoken)).toBe(written);
  });

  test.each(PUBLISHED_TEXTS)('writes the published example "%s" as "%s"', (text, normalised) => {
    expect(normaliseEnglish(text)).toBe(normalised);
  });

  test('leaves out remarks in brackets and fillers', () => {
    expect(normaliseEnglish('Um, [music] it (laughs) is, uh, <noise> fine, hmm.')).toBe('it is fine');
  });

  test('keeps a lone "one", which is mostly a pronoun', () => {
    expect(normaliseEnglish('No one knows the ones I mean')).toBe('no one knows the ones i mean');
  });

  test('takes diacritics off and letters apart', () => {
    expect(normaliseEnglish('naïve œuvre, Łódź, Straße')).toBe('naive oeuvre lodz strasse');
  });

  test('does not take the end of an accented word for a title', () => {
    expect(normaliseEnglish('arrêst')).toBe('arrest');
    expect(normaliseEnglish('é st')).toBe('e saint');
    expect(normaliseEnglish('ést')).toBe('est');
  });

  test('keeps a typographic apostrophe apart from a straight one, as the published normaliser does', () => {
    expect(normaliseEnglish('beauty’s')).toBe('beauty s');
    expect(normaliseEnglish("beauty's")).toBe('beauty is');
  });

  test.each([
    ['colour', 'color'],
    ['favourite', 'favorite'],
    ['neighbouring', 'neighboring'],
    ['theatres', 'theaters'],
    ['centred', 'centered'],
    ['travelled', 'traveled'],
    ['organisation', 'organization'],
    ['analysed', 'analyzed'],
    ['encyclopaedia', 'encyclopedia'],
    ['manoeuvring', 'maneuvering'],
    ['catalogue', 'catalog'],
    ['defence', 'defense'],
    ['fulfil', 'fulfill'],
    ['grey', 'gray'],
  ])('writes British %s the American way', (british, american) => {
    expect(normaliseEnglish(british)).toBe(american);
  });

  test.each([
    'exercise',
    'advised',
    'promises',
    'surprising',
    'raised',
    'hour',
    'four',
    'pour',
    'called',
    'more',
  ])('leaves %s alone', (word) => {
    expect(normaliseEnglish(word).split(' ')).toEqual([word === 'four' ? '4' : word]);
  });

  test('yields words without punctuation or space inside from any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const word of normalisedWords(text)) expect(word).not.toMatch(/[\s,;:!?"'()[\]]/u);
      }),
    );
  });

  test('leaves no capital letter of an English text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(normaliseEnglish(text)).not.toMatch(/[A-Z]/u);
      }),
    );
  });
});
