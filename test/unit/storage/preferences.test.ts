import { expect, test } from 'vitest';
import { readPreferences } from '../../../src/main/core/storage/stored-preferences.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../../src/shared/preferences.ts';
import { newStore } from '../../support/stored-jobs.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();

const CHOSEN: Preferences = {
  job: { ...DEFAULT_PREFERENCES.job, quality: 'accurate', prompt: 'Earshot' },
  exports: { ...DEFAULT_PREFERENCES.exports, formats: ['srt'], outputDir: '/texts' },
  notifications: { finished: false, failed: true },
  appearance: { theme: 'dark', textSizePercent: 150, announcesText: true },
  keepInTray: true,
};

function read(stored: unknown): Preferences {
  return readPreferences(JSON.stringify(stored));
}

test('preferences come back as they were stored, and a new queue has the defaults', () => {
  const { store } = newStore(suite);
  expect(store.preferences()).toEqual(DEFAULT_PREFERENCES);
  store.savePreferences(CHOSEN);
  expect(store.preferences()).toEqual(CHOSEN);
  expect(store.settings()).toEqual(newStore(suite).store.settings());
});

test.each([
  ['job', { ...CHOSEN.job, quality: 'perfect' }],
  ['job', { ...CHOSEN.job, somethingNewer: 1 }],
  ['exports', { ...CHOSEN.exports, formats: ['pdf'] }],
  ['notifications', 'all'],
  ['notifications', null],
  ['appearance', { theme: 'dark', textSizePercent: 5 }],
  ['appearance', ['dark']],
  ['keepInTray', 'yes'],
] as const)(
  'where %s does not fit any more it holds its defaults, and the rest what was chosen',
  (group, value) => {
    expect(read({ ...CHOSEN, [group]: value })).toEqual({ ...CHOSEN, [group]: DEFAULT_PREFERENCES[group] });
  },
);

test('fields that an older version did not have are filled up', () => {
  const { job, appearance } = CHOSEN;
  const { channels: _channels, ...older } = job;
  expect(read({ job: older, appearance })).toEqual({ ...DEFAULT_PREFERENCES, job, appearance });
});

test.each([[[]], [null], [7], ['text'], [{}]])(
  'what are no preferences at all (%j) are the defaults',
  (stored) => {
    expect(read(stored)).toEqual(DEFAULT_PREFERENCES);
  },
);

test('text that is no JSON is the defaults', () => {
  expect(readPreferences('{"job":')).toEqual(DEFAULT_PREFERENCES);
});
