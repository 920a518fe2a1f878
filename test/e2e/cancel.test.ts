import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/make-media.ts';
import { programOf } from '../support/run-cli.ts';
import { drop } from './support/drop.ts';
import { type Launched, launch } from './support/launch.ts';
import { chooseInMenu, row } from './support/queue.ts';
import { longReading, longSilence } from './support/recordings.ts';

/** What works for the host: ffmpeg, the engine. */
function children({ host }: Launched): string[] {
  return host.cli.children().map(programOf);
}

test('a recording can be cancelled while it waits, while it is read, and while it is transcribed', async () => {
  const app = await launch();
  const { page } = app;
  const folder = await temporaryFolder();
  await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();

  // While its sound is read and listened to.
  await drop(page, [longSilence(folder)]);
  await row(page, 'silence.flac', /(Reading the audio|Finding speech)/).waitFor();
  await drop(page, [longReading(folder, 'waiting.flac')]);
  await row(page, 'waiting.flac', /Waiting/).waitFor();
  await chooseInMenu(page, row(page, 'silence.flac'), 'Cancel');
  await row(page, 'silence.flac', /Cancelled/).waitFor();

  // While it is transcribed; what there is of its text stays.
  await row(page, 'waiting.flac').click();
  await page.getByRole('list', { name: 'Text' }).waitFor();
  await drop(page, [longReading(folder, 'next.flac')]);
  await row(page, 'next.flac', /Waiting/).waitFor();
  expect(children(app)).not.toEqual([]);

  // While it waits.
  await chooseInMenu(page, row(page, 'next.flac'), 'Cancel');
  await row(page, 'next.flac', /Cancelled/).waitFor();
  expect(await row(page, 'waiting.flac', /Transcribing/).count()).toBe(1);

  await chooseInMenu(page, row(page, 'waiting.flac'), 'Cancel');
  await row(page, 'waiting.flac', /Cancelled at \d+:\d\d, text kept/).waitFor();
  await expect.poll(() => children(app), { timeout: 30_000 }).toEqual([]);
  expect(await page.getByRole('list', { name: 'Text' }).getByRole('listitem').count()).toBeGreaterThan(0);
  await row(page, 'waiting.flac')
    .getByRole('button', { name: /^Continue/ })
    .waitFor();
  expect(await page.getByText('All done').count()).toBe(1);
});
