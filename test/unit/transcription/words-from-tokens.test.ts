import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinWords, wordsFromTokens } from '../../../src/main/core/transcription/words-from-tokens.ts';

type Token = Parameters<typeof wordsFromTokens>[0][number];

/** Tokens of 100 ms each, one after the other. */
function tokensOf(...texts: string[]): Token[] {
  return texts.map((text, index) => ({
    ids: [index],
    text,
    startMs: index * 100,
    endMs: (index + 1) * 100,
    probability: 0.5,
  }));
}

const textsOf = (tokens: Token[], language: string) =>
  wordsFromTokens(tokens, language).map((word) => word.text);

describe('wordsFromTokens', () => {
  test('tokens without a space in front belong to the word before', () => {
    expect(textsOf(tokensOf(' Print', 'ing', ',', ' in', ' the'), 'en')).toEqual(['Printing,', 'in', 'the']);
  });

  test('a word lasts from its first token to its last', () => {
    const [word] = wordsFromTokens(tokensOf(' Print', 'ing', ','), 'en');
    expect(word).toMatchObject({ startMs: 0, endMs: 300 });
  });

  test('Chinese is split by its own word rules and joined without spaces', () => {
    const words = wordsFromTokens(tokensOf('我们', '今天', '去', '公园', '。'), 'zh');
    expect(words.map((word) => word.text)).toEqual(['我们', '今天', '去', '公园。']);
    expect(joinWords(words)).toBe('我们今天去公园。');
  });

  test('several words in one token share its time', () => {
    const words = wordsFromTokens(tokensOf('你好世界'), 'zh');
    expect(words).toMatchObject([
      { text: '你好', startMs: 0, endMs: 50 },
      { text: '世界', startMs: 50, endMs: 100 },
    ]);
  });

  test('texts are in composed form', () => {
    expect(textsOf(tokensOf(' cafe\u0301'), 'fr')).toEqual(['caf\u00e9']);
  });

  test('spaces alone are no word', () => {
    expect(textsOf(tokensOf(' ', '  ', ''), 'en')).toEqual([]);
  });

  test('no letter is lost and no word is empty, whatever the tokens are', () => {
    const language = fc.constantFrom('en', 'zh', 'ja', 'th', 'ar');
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 20 }),
        language,
        (texts, code) => {
          const words = wordsFromTokens(tokensOf(...texts), code);
          const without = (text: string) => text.normalize('NFC').replaceAll(/\s/gu, '');
          expect(without(words.map((word) => word.text).join(''))).toBe(without(texts.join('')));
          for (const word of words) {
            expect(word.text.trim()).not.toBe('');
            expect(word.endMs).toBeGreaterThanOrEqual(word.startMs);
          }
        },
      ),
    );
  });
});
