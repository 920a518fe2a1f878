import { join } from 'node:path';
import { expect, test } from 'vitest';
import { normalisedWords } from '../../../bench/normalise-english.ts';
import { readRecordings } from '../../../bench/recordings.ts';

test('the recordings of the accuracy benchmark hold the 583 words that its targets count', async () => {
  const { long, short } = await readRecordings(join(import.meta.dirname, '..', '..', 'fixtures', 'audio'));
  expect([long.length, short.length]).toEqual([3, 5]);
  const words = [...long, ...short].flatMap(({ text }) => normalisedWords(text));
  expect(words).toHaveLength(583);
});
