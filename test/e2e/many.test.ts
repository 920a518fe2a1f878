import { copyFileSync, mkdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ffmpeg, fixture, temporaryFolder } from '../support/make-media.ts';
import { drop } from './support/drop.ts';
import { isFocused } from './support/keys.ts';
import { launch } from './support/launch.ts';
import { chooseInMenu, row, titles } from './support/queue.ts';
import { longReading } from './support/recordings.ts';
import { oneLine } from './support/transcript.ts';

/** A hundred recordings of nothing, in folders three deep. Each has a length of its own: none is another one's copy. */
function writeHundred(folder: string): string {
  const sound = ffmpeg(folder, '-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', '1', 'silence.wav');
  const whole = join(folder, 'Archive');
  for (let number = 1; number <= 100; number += 1) {
    const place = join(whole, `Year ${number % 4}`, `Month ${number % 7}`);
    mkdirSync(place, { recursive: true });
    const file = join(place, `memo ${String(number).padStart(3, '0')}.wav`);
    copyFileSync(sound, file);
    truncateSync(file, 16_000 + number * 200);
  }
  copyFileSync(fixture('../audio/README.md'), join(whole, 'notes.md'));
  return whole;
}

test('a hundred recordings in nested folders are added in one go, can be reordered while one runs, and ended together', async () => {
  const { page } = await launch();
  const folder = await temporaryFolder();
  await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();
  await drop(page, [longReading(folder)]);
  await row(page, 'long.flac', /Transcribing/).waitFor();

  await drop(page, [writeHundred(folder)]);
  const messages = page.getByRole('region', { name: 'Messages' });
  await messages.getByRole('button', { name: '100 added' }).waitFor();
  expect(oneLine(await messages.innerText())).not.toContain('could not');
  await page.getByText('101 left').first().waitFor();
  expect(await page.getByRole('grid', { name: 'Recordings' }).getAttribute('aria-rowcount')).toBe('101');

  // By menu: the one at the very end is the next.
  const grid = page.getByRole('grid', { name: 'Recordings' });
  await row(page, 'long.flac').focus();
  await page.keyboard.press('End');
  const last = grid.locator('[aria-rowindex="101"]');
  await expect.poll(() => last.evaluate(isFocused)).toBe(true);
  const lastTitle = ((await last.getAttribute('aria-label')) ?? '').split(',')[0] ?? '';
  await chooseInMenu(page, last, 'Transcribe next');
  await row(page, lastTitle, /Waiting, next/).waitFor();
  // By keyboard: one place down.
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await row(page, lastTitle).focus();
  await page.keyboard.press('Alt+ArrowDown');
  await row(page, lastTitle, /Waiting, 2nd/).waitFor();
  expect((await titles(page)).slice(0, 3).indexOf(lastTitle)).toBe(2);
  // By hand: the fourth of the line goes before the first.
  const [, first = '', , , fourth = ''] = await titles(page);
  await row(page, fourth).dragTo(row(page, first), {
    sourcePosition: { x: 60, y: 16 },
    targetPosition: { x: 60, y: 4 },
  });
  await row(page, fourth, /Waiting, next/).waitFor();
  const line = [fourth, first, lastTitle];
  expect((await titles(page)).slice(1, 4)).toEqual(line);
  expect(await row(page, 'long.flac', /Transcribing/).count()).toBe(1);
  // The queue has it so, not this page alone.
  await page.reload();
  await row(page, 'long.flac', /Transcribing/).waitFor();
  expect((await titles(page)).slice(1, 4)).toEqual(line);

  // They are done in this order: at the end of the list stands what ended first.
  await row(page, 'long.flac').focus();
  await page.keyboard.press('Delete');
  await row(page, 'long.flac', /Cancelled/).waitFor();
  const endedFirst = async (): Promise<string[]> => {
    await page.keyboard.press('Home');
    await page.keyboard.press('End');
    return (await titles(page)).slice(-4);
  };
  await expect.poll(endedFirst).toEqual([...line.toReversed(), 'long.flac']);

  // The rest is called off together, and taken out, and put back.
  await page.keyboard.press('Control+a');
  await page
    .getByRole('toolbar', { name: 'What to do with the chosen recordings' })
    .getByText('101 chosen')
    .waitFor();
  await page
    .getByRole('toolbar')
    .getByRole('button', { name: /^Cancel/ })
    .click();
  await page.getByText('All done').waitFor();
  await page
    .getByRole('toolbar')
    .getByRole('button', { name: /^Remove/ })
    .click();
  await messages.getByText('101 recordings removed').waitFor();
  await messages.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('101');
});
