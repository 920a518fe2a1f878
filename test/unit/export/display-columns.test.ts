import { expect, test } from 'vitest';
import { displayColumns } from '../../../src/main/core/export/display-columns.ts';

test.each([
  ['', 0],
  ['plain text', 10],
  ['Überraschung', 12],
  ['e\u0301te\u0301', 3],
  ['Привет', 6],
  ['שָׁלוֹם', 4],
  ['日本語', 6],
  ['ｶﾀｶﾅ', 4],
  ['한국어', 6],
  ['ＡＢ。', 6],
  ['สวัสดี', 4],
  ['👩‍👩‍👧‍👦', 2],
  ['🇩🇪🇫🇷', 4],
  ['❤️', 2],
  ['a\u200Bb', 2],
])('%j takes %i columns', (text, columns) => {
  expect(displayColumns(text)).toBe(columns);
});
