import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import type { Desktop } from './support/desktop.ts';
import {
  answerDialogs,
  askedDialogs,
  hideWindow,
  shownFiles,
  watchSystem,
  windowsOf,
} from './support/in-main.ts';
import { answerOf, jobsIn, messagesTo } from './support/in-page.ts';
import { launchDesktop } from './support/launch-desktop.ts';
import { homeForThisTest, shortRecording } from './support/recordings.ts';

/** What Windows does not allow in a name is no trouble there. */
const ODD_NAME = process.platform === 'win32' ? 'Zwei & drei.mp3' : '<img src=x onerror=alert(1)> & <b>.mp3';

/** Opens the app with a queue that starts nothing. */
async function openPaused(home: string): Promise<{ desktop: Desktop; page: Page }> {
  const desktop = await launchDesktop({ home });
  const page = await desktop.page();
  await answerOf(page, 'queue.pause', {});
  return { desktop, page };
}

async function expectPaths(page: Page, paths: readonly string[]): Promise<void> {
  await expect
    .poll(async () => (await jobsIn(page)).map(({ path }) => path).toSorted())
    .toEqual(paths.toSorted());
}

test('files that are dropped anywhere are added by their real paths, whatever their names look like', async () => {
  const home = homeForThisTest();
  const { desktop, page } = await openPaused(home);
  const paths = [shortRecording(home, 'one.mp3'), shortRecording(home, ODD_NAME)];
  writeFileSync(paths[1] ?? '', 'RIFF', { flag: 'a' });
  await desktop.expectFiles(paths);
  const line = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await line.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  }
  await expectPaths(page, paths);
  await page.getByText(ODD_NAME.replace('.mp3', '')).first().waitFor();
  expect(await page.locator('img[src=x]').count()).toBe(0);
});

test('what a person chooses in the dialog comes as grants, which hold once', async () => {
  const home = homeForThisTest();
  const { desktop, page } = await openPaused(home);
  const path = shortRecording(home, 'chosen.mp3');
  await answerDialogs(desktop, [path]);
  const { grants } = await answerOf(page, 'intake.choose', { what: 'recordings' });
  const { job } = await answerOf(page, 'preferences.get', {});
  const add = { grants, options: job, again: false };
  expect(await answerOf(page, 'intake.add', add)).toMatchObject({ jobs: [{ name: 'chosen.mp3' }] });
  await expect(answerOf(page, 'intake.add', add)).rejects.toThrow(/invalid-argument/);
  const [asked] = await askedDialogs(desktop);
  expect(asked).toMatchObject({ title: 'Add recordings', properties: ['openFile', 'multiSelections'] });
});

test('a dialog that is closed chooses nothing', async () => {
  const { desktop, page } = await openPaused(homeForThisTest());
  await answerDialogs(desktop, []);
  expect(await answerOf(page, 'intake.choose', { what: 'folder' })).toEqual({ grants: [] });
  const before = await answerOf(page, 'preferences.get', {});
  expect(await answerOf(page, 'preferences.chooseFolder', {})).toEqual(before);
});

test('the file manager shows what a job was made from, and no path of the page', async () => {
  const home = homeForThisTest();
  const { desktop, page } = await openPaused(home);
  await watchSystem(desktop);
  const path = shortRecording(home, 'talk.mp3');
  await answerDialogs(desktop, [path]);
  const { grants } = await answerOf(page, 'intake.choose', { what: 'recordings' });
  const { job } = await answerOf(page, 'preferences.get', {});
  const { jobs } = await answerOf(page, 'intake.add', { grants, options: job, again: false });
  await answerOf(page, 'host.reveal', { what: 'recording', uid: jobs[0]?.uid ?? '' });
  await answerOf(page, 'host.reveal', { what: 'logs' });
  expect(await shownFiles(desktop)).toEqual([path, join(home, 'logs')]);
});

test('a first start takes the files that its command line names', async () => {
  const home = homeForThisTest();
  const path = shortRecording(home, 'named.mp3');
  const desktop = await launchDesktop({ home, files: ['--some-switch', path] });
  await expectPaths(await desktop.page(), [path]);
});

test('a second start hands its files over and ends; the first one comes to the front', async () => {
  const home = homeForThisTest();
  const { desktop, page } = await openPaused(home);
  const messages = await messagesTo(page);
  await hideWindow(desktop);
  const folder = join(home, 'folder');
  mkdirSync(folder);
  const paths = [shortRecording(home, 'second.mp3'), shortRecording(folder, 'inside.mp3')];
  writeFileSync(paths[1] ?? '', 'x', { flag: 'a' });
  const second = await launchDesktop({ home, files: [paths[0] ?? '', folder] });
  expect(await second.ended).toBe(0);
  await expectPaths(page, paths);
  await expect.poll(messages).toContainEqual(expect.objectContaining({ kind: 'intake' }));
  expect(await windowsOf(desktop)).toEqual([true]);
});

test('a second start that comes while the first one ends makes it begin anew, with its files', async () => {
  const home = homeForThisTest();
  const { desktop } = await openPaused(home);
  const said = join(home, 'said.json');
  const path = join(home, 'late.mp3');
  await desktop.evaluate(
    ({ app }, places) => {
      app.relaunch = (options) =>
        process.getBuiltinModule('node:fs').writeFileSync(places.said, JSON.stringify(options?.args?.at(-1)));
      app.once('will-quit', () => app.emit('second-instance', {}, [], '/', { paths: [places.path] }));
      setImmediate(() => app.quit());
    },
    { said, path },
  );
  expect(await desktop.ended).toBe(0);
  expect(JSON.parse(readFileSync(said, 'utf8'))).toBe(path);
});

test('a second start that is not one of ours hands over nothing', async () => {
  const home = homeForThisTest();
  const { desktop, page } = await openPaused(home);
  await desktop.evaluate(({ app }) => {
    for (const data of [null, 'x', { paths: '/etc' }, { paths: ['relative.mp3'] }, { paths: ['/a\0b'] }]) {
      app.emit('second-instance', {}, [], '/', data);
    }
  }, null);
  const path = shortRecording(home, 'ours.mp3');
  await desktop.evaluate(({ app }, paths) => app.emit('second-instance', {}, [], '/', { paths }), [path]);
  await expectPaths(page, [path]);
});

test('files that are opened with the app one by one are added together', async () => {
  const home = homeForThisTest();
  const { desktop, page } = await openPaused(home);
  const paths = ['a.mp3', 'b.mp3'].map((name) => shortRecording(home, name));
  writeFileSync(paths[1] ?? '', 'x', { flag: 'a' });
  const areTaken = await desktop.evaluate(({ app }, files) => {
    let taken = 0;
    for (const path of files) app.emit('open-file', { preventDefault: () => (taken += 1) }, path);
    return taken;
  }, paths);
  expect(areTaken).toBe(2);
  await expectPaths(page, paths);
  const batches = new Set((await jobsIn(page)).map(({ batchUid }) => batchUid));
  expect(batches.size).toBe(1);
});
