import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { DEFAULT_QUEUE_SETTINGS } from '../../src/shared/contract/methods.ts';
import { MAX_PROMPT_BYTES } from '../../src/shared/job-options.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../src/shared/preferences.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import type { MemoryBridge } from './support/memory-bridge.ts';
import { renderApp } from './support/render-app.tsx';
import { settledBridge } from './support/settled-bridge.ts';

/** The settings, opened as a person opens them. */
async function openSettings(bridge: MemoryBridge) {
  const rendered = await renderApp(bridge);
  await userEvent.keyboard(',');
  await expect.element(page.getByRole('heading', { name: 'Transcription' })).toBeVisible();
  return rendered;
}

function withJob(bridge: MemoryBridge, job: Partial<Preferences['job']>): MemoryBridge {
  bridge.preferences = { ...bridge.preferences, job: { ...bridge.preferences.job, ...job } };
  return bridge;
}

test('a quality is chosen by keyboard, with its time in words, and saved at once', async () => {
  const bridge = settledBridge();
  await openSettings(bridge);
  const balanced = page.getByRole('radio', { name: 'Balanced' });
  await expect.element(balanced).toHaveAccessibleDescription(/An hour of speech takes about 10 min\./);

  balanced.element().focus();
  await userEvent.keyboard('{ArrowRight}');

  await expect.element(page.getByRole('radio', { name: 'Most accurate' })).toBeChecked();
  expect(bridge.preferences.job.quality).toBe('accurate');
  await expect.element(page.getByText('Saved')).toBeVisible();
});

test('times are not made up before anything was measured', async () => {
  const bridge = settledBridge();
  bridge.answer('models.speeds', () => ({ speeds: [] }));
  await openSettings(bridge);

  await expect
    .element(page.getByRole('radio', { name: 'Balanced' }))
    .toHaveAccessibleDescription(/The time is known after the first recording/);
  expect(page.getByText(/An hour of speech/).elements()).toHaveLength(0);
});

test('a language is found by a part of its own name and chosen with Enter', async () => {
  const bridge = settledBridge();
  await openSettings(bridge);

  await page.getByLabelText('Spoken language').selectOptions('Always the same');
  await page.getByRole('combobox', { name: 'Language', exact: true }).click();
  await userEvent.keyboard('deuts{Enter}');

  await expect.poll(() => bridge.preferences.job.language).toEqual({ mode: 'fixed', code: 'de' });
  await expect.element(page.getByRole('combobox', { name: 'Language', exact: true })).toHaveValue('German');
});

test('a list of languages that is left with Escape changes nothing', async () => {
  const bridge = withJob(settledBridge(), { language: { mode: 'fixed', code: 'fr' } });
  await openSettings(bridge);
  const field = page.getByRole('combobox', { name: 'Language', exact: true });

  await field.click();
  await userEvent.keyboard('xyz');
  await expect.element(page.getByText(/No language of that name/)).toBeVisible();
  await userEvent.keyboard('{Escape}');

  await expect.element(field).toHaveValue('French');
  expect(bridge.askedOf('preferences.change')).toEqual([]);
});

test('a model for English alone is not taken for other languages without a word', async () => {
  const bridge = withJob(settledBridge(), { language: { mode: 'fixed', code: 'fr' } });
  await openSettings(bridge);
  expect(page.getByText(/This model knows English only/).elements()).toHaveLength(0);

  await page.getByLabelText('Model', { exact: true }).selectOptions('Whisper small, English only (q5_1)');

  await expect.element(page.getByText(/This model knows English only/)).toBeVisible();
});

test('a model that is set and not there is named', async () => {
  await openSettings(withJob(settledBridge(), { model: 'large-v3' }));

  await expect
    .element(page.getByLabelText('Model', { exact: true }))
    .toHaveDisplayValue('large-v3 (missing)');
});

test('special words beyond the limit are told beside the field and not saved', async () => {
  const bridge = settledBridge();
  await openSettings(bridge);
  const field = page.getByLabelText('Names and special words');

  await field.fill('ä'.repeat(MAX_PROMPT_BYTES / 2 + 1));
  await userEvent.tab();
  await expect.element(field).toHaveAccessibleDescription(/longer than 4,096 bytes.*Take out 2/);
  expect(bridge.askedOf('preferences.change')).toEqual([]);

  await field.fill('Ada Lovelace');
  await userEvent.tab();
  await expect.poll(() => bridge.preferences.job.prompt).toBe('Ada Lovelace');
});

test('special words that were taken out come back with one click', async () => {
  const bridge = withJob(settledBridge(), { prompt: 'Ada Lovelace, Bernoulli' });
  await openSettings(bridge);
  const field = page.getByLabelText('Names and special words');

  await field.fill('');
  await userEvent.tab();
  await expect.poll(() => bridge.preferences.job.prompt).toBeNull();
  await page.getByRole('button', { name: 'Undo' }).click();

  await expect.element(field).toHaveValue('Ada Lovelace, Bernoulli');
  expect(bridge.preferences.job.prompt).toBe('Ada Lovelace, Bernoulli');
});

test('what was written is saved when the settings are left in the middle of it', async () => {
  const bridge = settledBridge();
  const { app } = await openSettings(bridge);

  await page.getByLabelText('Names and special words').fill('Menabrea');
  app.actions.show('queue');

  await expect.poll(() => bridge.preferences.job.prompt).toBe('Menabrea');
});

test('a name that files cannot have is told beside the field, with what it would come to', async () => {
  const bridge = settledBridge();
  await openSettings(bridge);
  await page.getByLabelText(/SubRip/).click();
  const field = page.getByLabelText('Name of the files');

  await field.fill('{name} by {speaker}');
  await userEvent.keyboard('{Enter}');
  await expect.element(field).toHaveAccessibleDescription(/“{speaker}” is not known/);
  expect(bridge.preferences.exports.nameTemplate).toBe('{name}');
  expect(page.getByRole('button', { name: 'Dismiss' }).elements()).toHaveLength(0);

  await field.fill('{name} ({language})');
  await userEvent.keyboard('{Enter}');
  await expect.element(field).toHaveAccessibleDescription(/For example Interview with Ada \(en\)\.srt/);
  await expect.poll(() => bridge.preferences.exports.nameTemplate).toBe('{name} ({language})');
});

test('the desktop app asks for the folder with its own dialog, and leads back', async () => {
  const bridge = settledBridge('desktop');
  await openSettings(bridge);
  await page.getByLabelText(/Plain text/).click();

  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  await expect.element(page.getByText('/home/ada/Texts')).toBeVisible();
  await page.getByRole('button', { name: 'Beside the recording' }).click();

  await expect.element(page.getByText('Beside each recording')).toBeVisible();
  expect(bridge.preferences.exports.outputDir).toBeNull();
});

test('a browser, which cannot choose folders, says what becomes of its recordings', async () => {
  await openSettings(settledBridge('browser'));
  await page.getByLabelText(/Plain text/).click();

  await expect.element(page.getByText(/Recordings that a browser sends write no files/)).toBeVisible();
  expect(page.getByRole('button', { name: 'Choose a folder…' }).elements()).toHaveLength(0);
});

test('the two marks of the disk cannot contradict each other', async () => {
  const bridge = settledBridge();
  await openSettings(bridge);

  await page.getByLabelText('Stop when the disk has less than').selectOptions('5 GB');

  await expect.poll(() => bridge.status.settings.blockBelowFreeBytes).toBe(5e9);
  expect(bridge.status.settings.resumeAboveFreeBytes).toBe(5e9);
  const goOn = page.getByLabelText('Go on when it has more than');
  await expect.element(goOn.getByRole('option', { name: '1 GB' })).not.toBeInTheDocument();
});

test('the hours are set by two times, and said in words', async () => {
  const bridge = settledBridge();
  await openSettings(bridge);

  await page.getByRole('switch', { name: 'Only at certain hours' }).click();
  await expect.element(page.getByText('Until 06:00 of the next day.')).toBeVisible();
  await page.getByLabelText('From').fill('01:30');

  await expect.element(page.getByText('From 01:30 until 06:00.')).toBeVisible();
  expect(bridge.status.settings.onlyBetween).toEqual({ fromMinute: 90, untilMinute: 360 });
});

test('a run may be held to half an hour', async () => {
  const bridge = settledBridge();
  await openSettings(bridge);

  await page.getByLabelText('Longest time for a recording').selectOptions('30 min');

  await expect.poll(() => bridge.status.settings.jobLimitMs).toBe(30 * 60_000);
});

test('all settings are reset at once, and back with one click; the folder stays', async () => {
  const bridge = withJob(settledBridge('desktop'), { quality: 'accurate', prompt: 'Ada' });
  bridge.preferences = {
    ...bridge.preferences,
    exports: { ...bridge.preferences.exports, formats: ['srt'], outputDir: '/home/ada/Texts' },
  };
  const before = bridge.preferences;
  bridge.status = { ...bridge.status, settings: { ...DEFAULT_QUEUE_SETTINGS, isPaused: true, slots: 2 } };
  await openSettings(bridge);

  await page.getByRole('button', { name: 'Reset all settings' }).click();
  await expect.element(page.getByRole('radio', { name: 'Balanced' })).toBeChecked();
  const exports = { ...DEFAULT_PREFERENCES.exports, outputDir: '/home/ada/Texts' };
  await expect.poll(() => bridge.preferences).toEqual({ ...DEFAULT_PREFERENCES, exports });
  await expect.poll(() => bridge.status.settings).toEqual({ ...DEFAULT_QUEUE_SETTINGS, isPaused: true });

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => bridge.preferences).toEqual(before);
  await expect.poll(() => bridge.status.settings.slots).toBe(2);
});

test('the browser is asked for notifications by a button, and its answer is told', async () => {
  const permission = vi.spyOn(Notification, 'permission', 'get').mockReturnValue('default');
  await openSettings(settledBridge('browser'));
  await expect.element(page.getByText('This browser has not been asked yet.')).toBeVisible();

  permission.mockReturnValue('granted');
  await page.getByRole('button', { name: 'Allow notifications' }).click();

  await expect.element(page.getByText('Allowed. They come while this page is open.')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Allow notifications' })).not.toBeInTheDocument();
  permission.mockRestore();
});

test('nobody is read to who has not asked for it', async () => {
  const bridge = settledBridge();
  await openSettings(bridge);
  const reading = page.getByRole('switch', { name: 'Read new text aloud' });
  await expect.element(reading).not.toBeChecked();

  await reading.click();

  await expect.poll(() => bridge.preferences.appearance.announcesText).toBe(true);
});

test('the tray is a matter of the desktop app alone', async () => {
  const bridge = settledBridge('desktop');
  await openSettings(bridge);

  await page.getByRole('switch', { name: /Go on in the tray/ }).click();

  await expect.poll(() => bridge.preferences.keepInTray).toBe(true);
  expect(page.getByText('In this browser').elements()).toHaveLength(0);
});

test('what cannot be saved while the queue is out of reach cannot be changed', async () => {
  const bridge = settledBridge();
  await openSettings(bridge);
  await expect.element(page.getByRole('switch', { name: 'Translate into English' })).toBeEnabled();

  bridge.send({ kind: 'line', isUp: false });

  await expect.element(page.getByRole('switch', { name: 'Translate into English' })).toBeDisabled();
});

test('a part of the settings is reached by its link, and the keyboard goes on from there', async () => {
  await openSettings(settledBridge());

  await page.getByRole('button', { name: 'Appearance' }).click();
  await userEvent.tab();

  await expect.element(page.getByLabelText('Colours')).toHaveFocus();
});

test('a chosen theme holds at once', async () => {
  await openSettings(settledBridge());

  await page.getByLabelText('Colours').selectOptions('Dark');

  await expect.poll(() => document.documentElement.dataset['theme']).toBe('dark');
});

test.each(['light', 'dark'] as const)('axe finds nothing in the settings in the %s theme', async (theme) => {
  const bridge = withJob(settledBridge('desktop'), { language: { mode: 'fixed', code: 'fr' } });
  const exports = { ...bridge.preferences.exports, formats: ['txt' as const] };
  bridge.preferences = {
    ...bridge.preferences,
    exports,
    appearance: { ...bridge.preferences.appearance, theme },
  };
  await openSettings(bridge);

  await page.getByRole('switch', { name: 'Only at certain hours' }).click();
  await page.getByLabelText('Name of the files').fill('');
  await expect.element(page.getByText(/Files need a name/)).toBeVisible();
  await expectAccessible();

  await page.getByRole('combobox', { name: 'Language', exact: true }).click();
  await expect.element(page.getByRole('listbox')).toBeVisible();
  await expectAccessible();
});

test('axe finds nothing in the list of shortcuts, which ? opens', async () => {
  await renderApp(settledBridge());
  await userEvent.keyboard('?');

  await expect.element(page.getByRole('heading', { name: 'Keyboard shortcuts' })).toHaveFocus();
  await expect.element(page.getByText('Play or pause')).toBeVisible();
  await expectAccessible();
});
