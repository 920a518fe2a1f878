import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toSearchQuery } from '../../../src/main/core/storage/search-text.ts';
import { completeJob, newStore } from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

/** Which of the texts a query finds, each being a segment of its own. */
function finder(texts: readonly string[]): (query: string) => string[] {
  const { store } = newStore(suite);
  completeJob(store, 1, [texts]);
  return (query) =>
    store
      .search(query, 100)
      .map(({ text }) => text)
      .toSorted();
}

test('a hit says where it was found', () => {
  const { store } = newStore(suite);
  const job = completeJob(store, 1, [['nothing here', 'the needle is here']]);
  expect(store.search('needle', 10)).toEqual([
    {
      uid: job.uid,
      title: 'talk 1.mp3',
      segmentId: 'm-0-1',
      startMs: 1_000,
      endMs: 1_900,
      text: 'the needle is here',
    },
  ]);
});

test('all words must occur, in any order, and the last one may be unfinished', () => {
  const find = finder(['a red house', 'a red car', 'houses are red']);
  expect(find('red house')).toEqual(['a red house', 'houses are red']);
  expect(find('red hou')).toEqual(['a red house', 'houses are red']);
  expect(find('hou red')).toEqual([]);
  expect(find('')).toEqual([]);
});

test('what stands in double quotes is found as it is', () => {
  const find = finder(['the red house', 'red is the house', 'the red houses']);
  expect(find('"red house"')).toEqual(['the red house']);
  expect(find('"red house')).toEqual(['the red house']);
  expect(find('"red" the')).toEqual(['red is the house', 'the red house', 'the red houses']);
});

test('case and accents make no difference', () => {
  const find = finder(['Crème brûlée', 'ÜBER den Fluß', 'naïve']);
  expect(find('creme BRULEE')).toEqual(['Crème brûlée']);
  expect(find('uber')).toEqual(['ÜBER den Fluß']);
  expect(find('nai\u0308ve')).toEqual(['naïve']);
});

test('text in scripts without spaces is found by any part of it', () => {
  const find = finder([
    '今日は東京に行きます',
    'カーテンを開ける',
    'สวัสดีครับทุกคน',
    '我们去北京大学',
    '학교에 갑니다',
  ]);
  expect(find('東京')).toEqual(['今日は東京に行きます']);
  expect(find('京東')).toEqual([]);
  expect(find('行')).toEqual(['今日は東京に行きます']);
  expect(find('テン')).toEqual(['カーテンを開ける']);
  expect(find('ｶｰﾃﾝ')).toEqual(['カーテンを開ける']);
  expect(find('ดีครับ')).toEqual(['สวัสดีครับทุกคน']);
  expect(find('北京 大学')).toEqual(['我们去北京大学']);
  expect(find('학교')).toEqual(['학교에 갑니다']);
});

test('vowels of the scripts of India tell words apart', () => {
  const find = finder(['हिन्दी भाषा', 'हन्दा']);
  expect(find('हिन्दी')).toEqual(['हिन्दी भाषा']);
});

test.each([
  'NOT red',
  'red OR car',
  'red*',
  'text:red',
  '^red',
  '-red',
  'red + car',
  'NEAR(red car)',
  '{red} (car)',
  '"',
  '""',
  "don't; DROP TABLE jobs",
  '\\',
  '\0',
  'red\0car',
  '!!! ???',
  '\uD800',
])('%j has no meaning of its own', (query) => {
  const find = finder(['a red car']);
  expect(() => find(query)).not.toThrow();
});

test('an operator is looked for as a word', () => {
  const find = finder(['war and peace', 'war or peace', 'war not peace']);
  expect(find('war OR peace')).toEqual(['war or peace']);
  expect(find('NOT peace')).toEqual(['war not peace']);
});

test('whatever is typed is a valid query', () => {
  const { store } = newStore(suite);
  completeJob(store, 1, [['some text']]);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (query) => {
      expect(Array.isArray(store.search(query, 5))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a word that was said is found, whatever else was said', () => {
  const { store } = newStore(suite);
  const words = fc.array(
    fc.string({
      unit: fc.constantFrom('a', 'b', 'ä', 'é', 'ß', 'ж', 'δ', '東', 'ก', 'दि'),
      minLength: 1,
      maxLength: 6,
    }),
    {
      minLength: 1,
      maxLength: 6,
    },
  );
  let number = 0;
  fc.assert(
    fc.property(words, fc.nat(), (said, pick) => {
      number += 1;
      const job = completeJob(store, number, [[said.join(' ')]]);
      const word = said[pick % said.length] ?? '';
      expect(store.search(word, 1_000).map(({ uid }) => uid)).toContain(job.uid);
    }),
    { numRuns: 100 },
  );
});

test('no more hits are given than were asked for', () => {
  const { store } = newStore(suite);
  completeJob(store, 1, [['red one', 'red two', 'red three']]);
  expect(store.search('red', 2)).toHaveLength(2);
});

test('terms without a letter or digit are left out of a query', () => {
  expect(toSearchQuery('— red … "!"')).toBe('"red"*');
  expect(toSearchQuery(' … ')).toBeNull();
});
