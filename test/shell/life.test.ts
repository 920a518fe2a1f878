import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Desktop } from './support/desktop.ts';
import {
  chooseInMenu,
  chooseInTray,
  noticesOf,
  setPower,
  trayOf,
  watchSystem,
  watchTray,
  windowsOf,
} from './support/in-main.ts';
import { answerOf, ask, jobsIn, messagesTo } from './support/in-page.ts';
import { isRealElectron, launchDesktop } from './support/launch-desktop.ts';
import { homeForThisTest, shortRecording } from './support/recordings.ts';

async function closeWindow(desktop: Desktop): Promise<void> {
  await desktop.evaluate(({ BrowserWindow }) => {
    // Later: the answer to this call must come before the program ends.
    setImmediate(() => BrowserWindow.getAllWindows()[0]?.close());
  }, null);
}

test('what is chosen in the menu reaches the page', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  const messages = await messagesTo(page);
  for (const label of [
    'Add recordings…',
    'Settings…',
    'Keyboard shortcuts',
    'Models',
    'Health',
    'Find…',
    'Export…',
  ]) {
    await chooseInMenu(desktop, label);
  }
  const commands = ['add', 'settings', 'shortcuts', 'models', 'health', 'find', 'export'];
  await expect
    .poll(async () => (await messages()).flatMap((one) => (one.kind === 'command' ? [one.command] : [])))
    .toEqual(commands);
});

test('what every program has in its menu is done by the system, with its own words and keys', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  await desktop.page();
  const roles = await desktop.evaluate(({ Menu }) => {
    const menus = Menu.getApplicationMenu()?.items ?? [];
    const items = menus.flatMap((menu) => [menu, ...(menu.submenu?.items ?? [])]);
    return items.flatMap(({ role }) => (role === undefined ? [] : [role.toLowerCase()]));
  }, null);
  const usual = ['undo', 'redo', 'cut', 'copy', 'paste', 'delete', 'selectall', 'togglefullscreen', 'quit'];
  expect(roles).toEqual(
    expect.arrayContaining([...usual, 'resetzoom', 'zoomin', 'zoomout', 'help', 'about']),
  );
});

test('a window that is closed ends the app', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  await answerOf(await desktop.page(), 'queue.status', {});
  await closeWindow(desktop);
  expect(await desktop.ended).toBe(0);
});

test('with its place in the tray, a window that is closed only hides, and says so once', async () => {
  const home = homeForThisTest();
  const desktop = await launchDesktop({ home });
  const page = await desktop.page();
  await watchSystem(desktop);
  const messages = await messagesTo(page);
  await answerOf(page, 'preferences.change', { change: { keepInTray: true } });
  await expect.poll(async () => (await messages()).some(({ kind }) => kind === 'events')).toBe(true);
  await closeWindow(desktop);
  await expect.poll(() => windowsOf(desktop)).toEqual([false]);
  const second = await launchDesktop({ home });
  expect(await second.ended).toBe(0);
  await expect.poll(() => windowsOf(desktop)).toEqual([true]);
  await closeWindow(desktop);
  await expect.poll(() => windowsOf(desktop)).toEqual([false]);
  expect(await noticesOf(desktop)).toMatchObject([{ title: 'Earshot goes on in the background' }]);
  await desktop.evaluate(({ app }) => void setImmediate(() => app.quit()), null);
  expect(await desktop.ended).toBe(0);
});

test('the icon beside the clock says what is left, pauses, shows the window, quits, and goes with its setting', async () => {
  const home = homeForThisTest();
  const desktop = await launchDesktop({ home, files: [shortRecording(home, 'one.mp3')] });
  const page = await desktop.page();
  await watchTray(desktop);
  await answerOf(page, 'queue.pause', {});
  await expect.poll(async () => (await jobsIn(page)).length).toBe(1);
  expect(await trayOf(desktop)).toEqual({ tooltip: null, labels: null });
  const keep = (keepInTray: boolean) => answerOf(page, 'preferences.change', { change: { keepInTray } });
  await keep(true);
  const paused = ['Show Earshot', 'Resume all', 'Quit Earshot'];
  await expect.poll(() => trayOf(desktop)).toEqual({ tooltip: 'Earshot: 1 left', labels: paused });
  await keep(false);
  await expect.poll(() => trayOf(desktop)).toEqual({ tooltip: null, labels: null });
  await keep(true);
  await expect.poll(async () => (await trayOf(desktop)).labels).toEqual(paused);
  const isPaused = async () => (await answerOf(page, 'queue.status', {})).settings.isPaused;
  await chooseInTray(desktop, 'Resume all');
  await expect.poll(isPaused).toBe(false);
  await expect.poll(async () => (await trayOf(desktop)).labels).toContain('Pause all');
  await chooseInTray(desktop, 'Pause all');
  await expect.poll(isPaused).toBe(true);
  await closeWindow(desktop);
  await expect.poll(() => windowsOf(desktop)).toEqual([false]);
  await chooseInTray(desktop, 'Show Earshot');
  await expect.poll(() => windowsOf(desktop)).toEqual([true]);
  await chooseInTray(desktop, 'Quit Earshot');
  expect(await desktop.ended).toBe(0);
});

test('the queue waits for the mains and for a person who is away, as the system tells of them', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  const holds = async () => (await answerOf(page, 'queue.status', {})).holds.map(({ reason }) => reason);
  await setPower(desktop, { isOnBattery: true, person: 'active' });
  await answerOf(page, 'queue.configure', { settings: { onlyOnMainsPower: true, onlyWhenIdle: true } });
  expect(await holds()).toEqual(['on-battery', 'not-idle']);
  await setPower(desktop, { isOnBattery: false, person: 'active' });
  expect(await holds()).toEqual(['not-idle']);
  // Where the system cannot tell, somebody may be there.
  await setPower(desktop, { isOnBattery: false, person: 'unknown' });
  expect(await holds()).toEqual(['not-idle']);
  for (const person of ['idle', 'locked'] as const) {
    await setPower(desktop, { isOnBattery: false, person });
    expect(await holds()).toEqual([]);
  }
});

test('menus and dialogs have the colours that the person has chosen for the page', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  await answerOf(page, 'preferences.change', { change: { appearance: { theme: 'dark' } } });
  await expect.poll(() => desktop.evaluate(({ nativeTheme }) => nativeTheme.themeSource, null)).toBe('dark');
});

test('a queue that cannot be opened is told in words, to the page as well', async () => {
  const home = homeForThisTest();
  // A file where the folder of the data has to be.
  writeFileSync(join(home, 'data'), '');
  const desktop = await launchDesktop({ home });
  const page = await desktop.page();
  expect(await ask(page, 'queue.status', {})).toMatchObject({
    ok: false,
    error: { code: 'database-unwritable' },
  });
  // What was to be added is not passed over in silence.
  const messages = await messagesTo(page);
  const open = shortRecording(home, 'opened.mp3');
  await desktop.evaluate(({ app }, path) => app.emit('open-file', { preventDefault: () => {} }, path), open);
  const problem = { name: 'opened.mp3', error: expect.objectContaining({ code: 'database-unwritable' }) };
  await expect.poll(messages).toContainEqual({
    kind: 'intake',
    report: { batchUid: null, jobs: [], problems: [problem] },
  });
  if (isRealElectron) return; // nobody can see or close its dialog
  const asked = await desktop.evaluate(({ dialog }) => Reflect.get(dialog, 'asked'), null);
  expect(asked).toMatchObject([
    { message: 'Earshot cannot open its queue', detail: expect.stringContaining(home), buttons: ['Quit'] },
  ]);
  // Not answered yet, it does not keep the app: after some time that would be cut off, which is another code.
  await desktop.evaluate(({ app }) => void setImmediate(() => app.quit()), null);
  expect(await desktop.ended).toBe(0);
});
