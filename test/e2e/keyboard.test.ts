import { expect, test } from 'vitest';
import { fixture, temporaryFolder } from '../support/make-media.ts';
import { JFK_WORDS } from '../support/spoken-words.ts';
import { isFocused, tabTo } from './support/keys.ts';
import { launch } from './support/launch.ts';
import { row } from './support/queue.ts';
import { longReading } from './support/recordings.ts';
import { shownText } from './support/transcript.ts';

// The walk that docs/keyboard.md describes. No pointer is used from here on.
test('everything from the first recording to the file is done with the keyboard alone', async () => {
  const { page } = await launch();
  const { keyboard } = page;
  const add = async (...files: readonly string[]): Promise<void> => {
    const [dialog] = await Promise.all([page.waitForEvent('filechooser'), keyboard.press('Control+o')]);
    await dialog.setFiles(files);
  };
  await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();
  await tabTo(page, page.getByRole('button', { name: 'Choose recordings' }));
  await add(fixture('jfk.mp3'));
  await row(page, 'jfk.mp3', /0:11 in /).waitFor();

  // Read.
  await tabTo(page, row(page, 'jfk.mp3'));
  await keyboard.press('Enter');
  await expect.poll(() => shownText(page)).toMatch(JFK_WORDS);

  // Hear.
  const player = page.getByRole('region', { name: 'Player' });
  await keyboard.press('Space');
  await page.locator('[data-spoken]').first().waitFor();
  await keyboard.press('Space');
  await player.getByRole('button', { name: 'Play', exact: true }).waitFor();
  await keyboard.press('ArrowRight');
  await player.getByText(/^0:(0[5-9]|1\d)$/).waitFor();
  await keyboard.press('ArrowLeft');
  await keyboard.press('>');
  expect(await player.getByRole('combobox', { name: 'Speed' }).inputValue()).toBe('1.25');

  // Walk through the text and play from there.
  await tabTo(page, page.getByRole('list', { name: 'Text' }).getByRole('listitem'));
  await keyboard.press('Enter');
  await player.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await keyboard.press('Space');

  // Find.
  await keyboard.press('f');
  await keyboard.type('country');
  await page.getByText('1 of 2').waitFor();
  await keyboard.press('Enter');
  await page.getByText('2 of 2').waitFor();
  await keyboard.press('Escape');

  // Save as a file.
  await keyboard.press('e');
  const panel = page.getByRole('dialog', { name: 'Export the text' });
  await panel.waitFor();
  const subtitles = panel.getByRole('checkbox', { name: /SubRip/ });
  await tabTo(page, subtitles);
  if (!(await subtitles.isChecked())) await keyboard.press('Space');
  await panel.getByText('00:00:0').first().waitFor();
  await tabTo(page, panel.getByRole('button', { name: /^Save/ }));
  const [file] = await Promise.all([
    page.waitForEvent('download', (download) => download.suggestedFilename().endsWith('.srt')),
    keyboard.press('Enter'),
  ]);
  expect(file.suggestedFilename()).toBe('jfk.srt');

  // Settings and back.
  await keyboard.press(',');
  await expect
    .poll(() => page.getByRole('heading', { name: 'Settings', level: 1 }).evaluate(isFocused))
    .toBe(true);
  await tabTo(page, page.getByRole('combobox', { name: 'Colours' }));
  await keyboard.press('d');
  await keyboard.press('Enter');
  await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
  await keyboard.press('Escape');
  await tabTo(page, page.getByRole('button', { name: 'Close' }));
  await keyboard.press('Enter');
  await keyboard.press('?');
  await page.getByRole('heading', { name: 'Keyboard shortcuts', level: 1 }).waitFor();
  await tabTo(page, page.getByRole('button', { name: 'Close' }));
  await keyboard.press('Enter');

  // Take out, and back in.
  await tabTo(page, row(page, 'jfk.mp3'));
  await keyboard.press('Delete');
  await row(page, 'jfk.mp3').waitFor({ state: 'detached' });
  await tabTo(page, page.getByRole('button', { name: 'Undo' }));
  await keyboard.press('Enter');
  await row(page, 'jfk.mp3').waitFor();

  // Watch a text grow, and change the order of what comes after it.
  const folder = await temporaryFolder();
  await add(longReading(folder, 'first.flac'));
  await row(page, 'first.flac', /Transcribing/).waitFor();
  await add(longReading(folder, 'second.flac'), longReading(folder, 'third.flac'));
  await row(page, 'second.flac', /Waiting, next/).waitFor();
  await row(page, 'third.flac', /Waiting, 2nd/).waitFor();
  await tabTo(page, page.locator('[role=row]:focus'));
  await keyboard.press('Home');
  await keyboard.press('Enter');
  await page.getByRole('article', { name: 'first' }).getByRole('listitem').first().waitFor();
  expect(await row(page, 'first.flac', /Transcribing/).count()).toBe(1);
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await expect.poll(() => row(page, 'third.flac').evaluate(isFocused)).toBe(true);
  await keyboard.press('Alt+ArrowUp');
  await row(page, 'third.flac', /Waiting, next/).waitFor();

  // Call it off, and let it go on; its menu has everything else.
  await keyboard.press('Home');
  await keyboard.press('Delete');
  await row(page, 'first.flac', /Cancelled/).waitFor();
  await row(page, 'second.flac', /Waiting, next/).waitFor();
  await tabTo(page, row(page, 'first.flac').getByRole('button', { name: /^Continue/ }));
  await keyboard.press('Enter');
  // It came first, and so it is the next again.
  await row(page, 'first.flac', /Waiting, next/).waitFor();
  await tabTo(page, page.getByRole('button', { name: 'More for first.flac' }));
  await keyboard.press('Enter');
  await keyboard.press('m');
  await expect.poll(() => page.getByRole('menuitem', { name: 'Move down' }).evaluate(isFocused)).toBe(true);
  await keyboard.press('Enter');
  await row(page, 'first.flac', /Waiting, 2nd/).waitFor();

  // All of them at once.
  await tabTo(page, page.locator('[role=row]:focus'));
  await keyboard.press('Control+a');
  await tabTo(page, page.getByRole('toolbar').getByRole('button', { name: /^Cancel: 3 of 4/ }));
  await keyboard.press('Enter');
  await page.getByText('All done').waitFor();
});
