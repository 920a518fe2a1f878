import { expect, test } from 'vitest';
import { processCpuMs } from '../../bench/process-tree.ts';
import { temporaryFolder } from '../support/make-media.ts';
import { programOf } from '../support/run-cli.ts';
import { drop } from './support/drop.ts';
import { type Launched, launch } from './support/launch.ts';
import { chooseInMenu, row } from './support/queue.ts';
import { longReading, longSilence } from './support/recordings.ts';

/** Where the host itself can be reached. */
const SOCKET_FOLDER = `earshot-${process.getuid?.() ?? 0}-`;

/** How long those that work for the host (ffmpeg, the engine) have worked so far. */
function workedMs({ host }: Launched): number {
  return host.cli.children().reduce((sum, pid) => sum + (processCpuMs(pid) ?? 0), 0);
}

/** The engine stays, for the next recording; nothing computes any more, and nothing is left of the sound. */
async function expectRest(app: Launched): Promise<void> {
  let before = Number.NaN;
  const isAtRest = (): boolean => {
    const now = workedMs(app);
    const isSame = now === before;
    before = now;
    return isSame;
  };
  await expect.poll(isAtRest, { interval: 500 }).toBe(true);
  expect(app.host.cli.children().filter((pid) => programOf(pid).endsWith('ffmpeg'))).toEqual([]);
  const sound = (): string[] => app.home.leftovers().filter((name) => !name.startsWith(SOCKET_FOLDER));
  await expect.poll(sound).toEqual([]);
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
  expect(workedMs(app)).toBeGreaterThan(0);

  // While it waits.
  await chooseInMenu(page, row(page, 'next.flac'), 'Cancel');
  await row(page, 'next.flac', /Cancelled/).waitFor();
  expect(await row(page, 'waiting.flac', /Transcribing/).count()).toBe(1);

  await chooseInMenu(page, row(page, 'waiting.flac'), 'Cancel');
  await row(page, 'waiting.flac', /Cancelled at \d+:\d\d, text kept/).waitFor();
  await expectRest(app);
  expect(await page.getByRole('list', { name: 'Text' }).getByRole('listitem').count()).toBeGreaterThan(0);
  await row(page, 'waiting.flac')
    .getByRole('button', { name: /^Continue/ })
    .waitFor();
  expect(await page.getByText('All done').count()).toBe(1);
});
