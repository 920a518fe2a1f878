import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Desktop } from './support/desktop.ts';
import { chooseInMenu, noticesOf, watchSystem, windowsOf } from './support/in-main.ts';
import { answerOf, ask, messagesTo } from './support/in-page.ts';
import { isRealElectron, launchDesktop } from './support/launch-desktop.ts';
import { homeForThisTest } from './support/recordings.ts';

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
  if (isRealElectron) return; // nobody can see or close its dialog
  const asked = await desktop.evaluate(({ dialog }) => Reflect.get(dialog, 'asked'), null);
  expect(asked).toMatchObject([
    { message: 'Earshot cannot open its queue', detail: expect.stringContaining(home), buttons: ['Quit'] },
  ]);
});
