import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSoundDescription } from '../../../src/main/core/transcription/sound-description.ts';

test.each([
  '[BLANK_AUDIO]',
  ' [Music]',
  '(laughter)',
  '♪♪',
  '♪ (music) ♪',
  '*sighs*',
  '（拍手）',
  '【音楽】',
  '[Music] [Applause].',
  ' ... ',
  '',
])('"%s" only says what can be heard', (text) => {
  expect(isSoundDescription(text)).toBe(true);
});

test.each([
  'Hello (laughter) there',
  '[Music] Welcome.',
  'I said [inaudible] yes',
  '(an open bracket',
  'f(x) = 2 * 3 * 4',
  '♪ Happy birthday to you ♪',
  'はい（笑）',
  '42',
  'Да.',
])('"%s" is speech', (text) => {
  expect(isSoundDescription(text)).toBe(false);
});

test('a word outside of brackets is never taken for a sound', () => {
  const noise = fc.string({ unit: fc.constantFrom(' ', '.', '♪', '!'), maxLength: 5 });
  const described = fc.constantFrom('', '[Music]', '(applause)', '【音楽】', '（笑）', '*sighs*');
  const word = fc.constantFrom('yes', 'да', '語', 'नमस्ते', '7', 'é');
  fc.assert(
    fc.property(noise, described, word, described, noise, (before, first, spoken, second, after) => {
      expect(isSoundDescription(`${before}${first}${spoken}${second}${after}`)).toBe(false);
    }),
  );
});
