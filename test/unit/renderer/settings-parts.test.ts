import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hourTakesMs,
  isEnglishOnly,
  speedOf,
} from '../../../src/renderer/src/features/models/model-facts.ts';
import { amountOptions } from '../../../src/renderer/src/features/settings/amount-options.ts';
import { exampleName } from '../../../src/renderer/src/features/settings/example-name.ts';
import { findLanguages, listLanguages } from '../../../src/renderer/src/features/settings/language-list.ts';
import { minuteOfTime, timeOfDay } from '../../../src/renderer/src/features/settings/time-of-day.ts';
import { vocabularySize } from '../../../src/renderer/src/features/settings/vocabulary-size.ts';
import { MAX_PROMPT_BYTES } from '../../../src/shared/job-options.ts';
import { WHISPER_LANGUAGES } from '../../../src/shared/whisper-languages.ts';

describe('the list of languages', () => {
  const all = listLanguages('en-GB');
  const found = (words: string): string[] => findLanguages(all, words).map(({ code }) => code);

  test('has every language of the models, each with a name', () => {
    expect(all.map(({ code }) => code).toSorted()).toEqual([...WHISPER_LANGUAGES.keys()].toSorted());
    for (const { code, name } of all) expect(name).not.toBe(code);
  });

  test.each([
    ['german', 'de'],
    ['deutsch', 'de'],
    ['Espanol', 'es'],
    ['haitian', 'ht'],
    ['jw', 'jw'],
    ['burmese', 'my'],
  ])('finds %s', (words, code) => {
    expect(found(words)[0]).toBe(code);
  });

  test('puts names that begin with the words before those that hold them', () => {
    expect(found('nor').slice(0, 2)).toEqual(['no', 'nn']);
    expect(found('orwegian').slice(0, 2)).toEqual(['no', 'nn']);
  });

  test('shows all while nothing is wanted, and none for words that mean nothing', () => {
    expect(found('  ')).toHaveLength(all.length);
    expect(found('klingon')).toEqual([]);
  });
});

describe('the speed of a model', () => {
  const speeds = [
    { model: 'base', device: 'cpu', speed: 6 },
    { model: 'base', device: 'auto', speed: 60 },
    { model: 'small', device: 'auto', speed: 2 },
  ] as const;

  test('is that of the jobs that ask for the same device', () => {
    expect(speedOf(speeds, 'base', 'auto')?.speed).toBe(60);
    expect(speedOf(speeds, 'base', 'cpu')?.speed).toBe(6);
    expect(speedOf(speeds, 'small', 'auto')?.speed).toBe(2);
  });

  test('is not made up where nothing was measured', () => {
    expect(speedOf(speeds, 'small', 'gpu')).toBeNull();
    expect(speedOf(speeds, 'medium', 'auto')).toBeNull();
  });

  test('is told as the time for an hour of speech; the best quality takes twice as long', () => {
    expect(hourTakesMs({ speed: 15 })).toBe(4 * 60_000);
    expect(hourTakesMs({ speed: 15 }, 'accurate')).toBe(8 * 60_000);
  });
});

test('models for English alone are known by their id or their name', () => {
  expect(isEnglishOnly({ id: 'small.en', name: 'Whisper small' })).toBe(true);
  expect(isEnglishOnly({ id: 'mine', name: 'Whisper small, English only (q5_1)' })).toBe(true);
  expect(isEnglishOnly({ id: 'medium', name: 'Whisper medium, multilingual (q5_0)' })).toBe(false);
});

describe('the size of the vocabulary', () => {
  test('counts bytes, not letters', () => {
    expect(vocabularySize('a'.repeat(MAX_PROMPT_BYTES)).kind).toBe('near-limit');
    expect(vocabularySize('ä'.repeat(MAX_PROMPT_BYTES / 2 + 5))).toEqual({ kind: 'too-long', overBytes: 10 });
  });

  test('tells early what the engine will not heed', () => {
    expect(vocabularySize('a'.repeat(900)).kind).toBe('fine');
    expect(vocabularySize('a'.repeat(901)).kind).toBe('partly-heeded');
  });
});

test('times of day come back as they were', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1439 }), (minute) => minuteOfTime(timeOfDay(minute)) === minute),
  );
  expect(minuteOfTime('')).toBeNull();
  expect(minuteOfTime('24:00')).toBeNull();
});

test('an amount that the command line has set is among the choices, in its place', () => {
  const values = amountOptions([1, 2, 5], 3, String).map(({ value }) => value);
  expect(values).toEqual(['1', '2', '3', '5']);
  expect(amountOptions([1, 2], null, String)).toHaveLength(2);
});

test('the example of a name is what a file would be called', () => {
  const parts = { name: 'Ada', model: 'base', today: new Date(2026, 10, 2) };
  expect(exampleName('{date} {name} ({model}, {language})', { ...parts, ending: '.srt' })).toBe(
    '2026-11-02 Ada (base, en).srt',
  );
});
