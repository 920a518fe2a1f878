import { expect, test } from 'vitest';
import { launchDesktop } from './support/launch-desktop.ts';
import { homeForThisTest } from './support/recordings.ts';

test('the page sees one frozen object with three functions, and nothing of Node or Electron', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  const seen = await page.evaluate(() => {
    const bridge = Reflect.get(globalThis, 'earshot');
    const isReplaced =
      Reflect.set(globalThis, 'earshot', {}) && Reflect.get(globalThis, 'earshot') !== bridge;
    return {
      names: Object.keys(bridge).toSorted(),
      kinds: [...new Set(Object.values(bridge).map((value) => typeof value))],
      isFrozen: Object.isFrozen(bridge),
      isReplaced,
      leaks: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron', 'global'].filter(
        (name) => Reflect.get(globalThis, name) !== undefined,
      ),
    };
  });
  expect(seen).toEqual({
    names: ['grantFiles', 'request', 'subscribe'],
    kinds: ['function'],
    isFrozen: true,
    isReplaced: false,
    leaks: [],
  });
});

test('the page breaks no rule of its own policy', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.reload();
  await page.getByRole('button', { name: /choose recordings/i }).waitFor();
  expect(complaints).toEqual([]);
});

test('a window that lies where no screen is any more comes back', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  await desktop.page();
  const isOnScreen = await desktop.evaluate(({ BrowserWindow, screen }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('There is no window.');
    const { x, y } = screen.getPrimaryDisplay().workArea;
    window.setBounds({ x: x - 5000, y: y - 5000, width: 900, height: 600 });
    screen.emit('display-removed', {}, {});
    const bounds = window.getBounds();
    return bounds.x >= x && bounds.y >= y;
  }, null);
  expect(isOnScreen).toBe(true);
});
