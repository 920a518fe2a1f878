import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture, temporaryFolder } from '../support/make-media.ts';
import { JFK_WORDS } from '../support/spoken-words.ts';
import { drop } from './support/drop.ts';
import { launch } from './support/launch.ts';
import { paste } from './support/paste.ts';
import { row, titles } from './support/queue.ts';
import { filmWithoutSound, READING, READING_NAME } from './support/recordings.ts';
import { oneLine, shownText, wholeText } from './support/transcript.ts';

test('a recording that is dropped shows its text while it runs, can be heard, and is saved as a file', async () => {
  const { page } = await launch();
  await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();

  await drop(page, [READING]);
  await page.getByRole('button', { name: '1 added' }).waitFor();
  await row(page, READING_NAME).click();

  // Text is there, and more of the recording is still to come.
  const words = page
    .getByRole('list', { name: 'Text' })
    .getByText(/printing/i)
    .first();
  await words.waitFor();
  expect(await row(page, READING_NAME, /Transcribing/).count()).toBe(1);
  const early = await shownText(page);
  await row(page, READING_NAME, /1:52 in /).waitFor();
  await expect.poll(() => shownText(page)).not.toBe(early);
  expect(oneLine(await shownText(page))).toContain(early.slice(0, 60));

  // Heard, with the word that is spoken marked in the text.
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.locator('[data-spoken]').first().waitFor();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  // A click on a word goes there.
  const later = page.getByRole('list', { name: 'Text' }).locator('[data-word="40"]').first();
  await later.click();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page
    .getByRole('region', { name: 'Player' })
    .getByText(/^0:[1-9]\d$/)
    .waitFor();

  const text = await wholeText(page);
  expect(text).toContain(early.slice(0, 60));
  expect(text.split(' ').length).toBeGreaterThan(200);
});

test('what became of everything that was dropped is told at once, in one line', async () => {
  const { page } = await launch();
  const folder = await temporaryFolder();
  const letter = join(folder, 'letter.txt');
  writeFileSync(letter, 'Dear Ada');
  await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();

  await drop(page, [fixture('jfk.mp3'), letter, filmWithoutSound(folder)]);
  const messages = page.getByRole('region', { name: 'Messages' });
  await messages.getByText('1 has no sound').waitFor();
  expect(oneLine(await messages.innerText())).toMatch(/1 added · .*1 is no recording/);

  await row(page, 'jfk.mp3', /0:11 in /).waitFor();
  await messages.getByRole('button', { name: 'Dismiss' }).first().click();
  await drop(page, [fixture('jfk.mp3')]);
  await messages.getByRole('button', { name: '1 already transcribed' }).click();
  expect(await row(page, 'jfk.mp3').getAttribute('aria-selected')).toBe('true');
});

test('recordings that are pasted are added like those that are dropped', async () => {
  const { page } = await launch();
  await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();
  await paste(page, fixture('jfk.mp3'));
  await page.getByRole('button', { name: '1 added' }).waitFor();
  await expect.poll(() => titles(page)).toEqual(['jfk.mp3']);
});

test('the sample needs no recording of one’s own', async () => {
  const { page } = await launch({ colorScheme: 'dark' });
  await page.getByRole('button', { name: 'Try it with a sample' }).click();
  await expect.poll(() => shownText(page)).toMatch(JFK_WORDS);
});
