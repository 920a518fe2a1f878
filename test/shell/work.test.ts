import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Desktop } from './support/desktop.ts';
import {
  badgesOf,
  clickNotice,
  hideWindow,
  isKeptAwake,
  noticesOf,
  progressOf,
  watchSystem,
  windowsOf,
} from './support/in-main.ts';
import { answerOf, jobsIn, messagesTo, untilJobs } from './support/in-page.ts';
import { launchDesktop } from './support/launch-desktop.ts';
import { homeForThisTest, longRecording, shortRecording } from './support/recordings.ts';

/** As the system does it for files that are opened with the app. */
async function openWithApp(desktop: Desktop, paths: readonly string[]): Promise<void> {
  await desktop.evaluate(({ app }, files) => {
    for (const path of files) app.emit('open-file', { preventDefault: () => {} }, path);
  }, paths);
}

test('while it works, the computer stays awake; at the end a notice says so, and a click leads there', async () => {
  const home = homeForThisTest();
  const desktop = await launchDesktop({ home });
  const page = await desktop.page();
  await watchSystem(desktop);
  const messages = await messagesTo(page);
  await hideWindow(desktop);
  await openWithApp(desktop, [shortRecording(home, 'A talk.mp3')]);
  await expect.poll(() => isKeptAwake(desktop)).toBe(true);
  await untilJobs(page, 'completed');
  await expect.poll(() => noticesOf(desktop)).toHaveLength(1);
  const [notice] = await noticesOf(desktop);
  expect(notice?.title).toBe('A talk is ready');
  expect(notice?.body).toMatch(/^0:11 in \d+:\d\d$/);
  await expect.poll(() => isKeptAwake(desktop)).toBe(false);
  await clickNotice(desktop, 0);
  const [job] = await jobsIn(page);
  await expect.poll(messages).toContainEqual({ kind: 'show-job', uid: job?.uid });
  expect(await windowsOf(desktop)).toEqual([true]);
});

test('the task bar and the badge show how far it is, and nothing at the end', async () => {
  const home = homeForThisTest();
  const desktop = await launchDesktop({ home });
  const page = await desktop.page();
  await watchSystem(desktop);
  await answerOf(page, 'queue.pause', {});
  await openWithApp(desktop, [shortRecording(home, 'one.mp3')]);
  const last = async () => (await progressOf(desktop)).at(-1);
  await expect.poll(last).toEqual({ value: 0, mode: 'paused' });
  expect(await badgesOf(desktop)).toEqual([1]);
  await answerOf(page, 'queue.resume', {});
  await untilJobs(page, 'completed');
  await expect.poll(last).toEqual({ value: -1, mode: 'none' });
  expect((await progressOf(desktop)).map(({ mode }) => mode)).toEqual(
    expect.arrayContaining(['paused', expect.stringMatching(/^(?:normal|indeterminate)$/), 'none']),
  );
  expect(await badgesOf(desktop)).toEqual([1, 0]);
});

test('recordings that were added together get one notice', async () => {
  const home = homeForThisTest();
  const desktop = await launchDesktop({ home });
  const page = await desktop.page();
  await watchSystem(desktop);
  await hideWindow(desktop);
  const broken = join(home, 'broken.mp3');
  writeFileSync(broken, 'no sound at all');
  await openWithApp(desktop, [shortRecording(home, 'one.mp3'), broken]);
  await untilJobs(page, 'failed');
  await untilJobs(page, 'completed');
  await expect
    .poll(() => noticesOf(desktop))
    .toEqual([{ title: '1 recording is ready', body: '1 needs you' }]);
});

test('nobody who looks at the window is told of what is seen there', async () => {
  const home = homeForThisTest();
  const desktop = await launchDesktop({ home });
  const page = await desktop.page();
  await watchSystem(desktop);
  await desktop.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.show();
    window?.focus();
  }, null);
  const broken = join(home, 'broken.mp3');
  writeFileSync(broken, 'no sound at all');
  await openWithApp(desktop, [broken]);
  await untilJobs(page, 'failed');
  // The next end is told: then nothing was owed for the first.
  await hideWindow(desktop);
  const other = join(home, 'other.mp3');
  writeFileSync(other, 'no sound either');
  await openWithApp(desktop, [other]);
  await expect.poll(async () => (await noticesOf(desktop)).length).toBeGreaterThan(0);
  expect(await noticesOf(desktop)).toMatchObject([{ title: 'other could not be transcribed' }]);
});

test('an app that is quit in the middle says that nothing is lost, and goes on at the next start', async () => {
  const home = homeForThisTest();
  const desktop = await launchDesktop({ home });
  const page = await desktop.page();
  await openWithApp(desktop, [longRecording(home, 'long.wav')]);
  await untilJobs(page, 'running');
  const said = join(home, 'said.txt');
  // What the program has kept in its memory goes with it.
  await desktop.evaluate(({ app, Notification }, file) => {
    Notification.isSupported = () => true;
    Notification.prototype.show = function (this: { title: string }) {
      process.getBuiltinModule('node:fs').appendFileSync(file, this.title);
    };
    setImmediate(() => app.quit());
  }, said);
  expect(await desktop.ended).toBe(0);
  expect(readFileSync(said, 'utf8')).toBe('Earshot is closed. Nothing is lost.');
  const again = await launchDesktop({ home });
  await untilJobs(await again.page(), 'running');
});
