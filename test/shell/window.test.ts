import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../support/run-cli.ts';
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

test('the preload is one file that requires nothing but Electron', () => {
  const folder = join(projectRoot, 'out', 'preload');
  expect(readdirSync(folder)).toEqual(['index.cjs']);
  const source = readFileSync(join(folder, 'index.cjs'), 'utf8');
  const required = Array.from(
    source.matchAll(/\b(?:require|import)\s*\(([^)]*)\)/g),
    ([, name = '']) => name,
  );
  expect(required).toEqual(['"electron"']);
  expect(source).not.toMatch(/^\s*import\b/m);
});

test('the window has the sandbox and everything that belongs to it', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  await desktop.page();
  const preferences = await desktop.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    // Not among Electron's typings, and there for tests.
    return Reflect.get(window?.webContents ?? {}, 'getLastWebPreferences').call(window?.webContents);
  }, null);
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
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

test('a window that lies where no screen is any more comes back, whenever screens may have changed', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  await desktop.page();
  const areOnScreen = await desktop.evaluate(({ BrowserWindow, powerMonitor, screen }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('There is no window.');
    const { x, y } = screen.getPrimaryDisplay().workArea;
    const changes = {
      none: () => {},
      'a screen is gone': () => screen.emit('display-removed', {}, {}),
      'a screen is smaller': () => screen.emit('display-metrics-changed', {}, {}, []),
      'the computer wakes up': () => powerMonitor.emit('resume'),
      'the window is where it was left': () => window.emit('persisted-state-restored'),
    };
    return Object.entries(changes).map(([change, happen]) => {
      window.setBounds({ x: x - 5000, y: y - 5000, width: 900, height: 600 });
      happen();
      const bounds = window.getBounds();
      return [change, bounds.x >= x && bounds.y >= y];
    });
  }, null);
  expect(areOnScreen).toEqual([
    ['none', false],
    ['a screen is gone', true],
    ['a screen is smaller', true],
    ['the computer wakes up', true],
    ['the window is where it was left', true],
  ]);
});

test('a window comes back where it was left', async () => {
  const home = homeForThisTest();
  const desktop = await launchDesktop({ home });
  await desktop.page();
  const left = await desktop.evaluate(({ app, BrowserWindow, screen }) => {
    const { x, y } = screen.getPrimaryDisplay().workArea;
    const [window] = BrowserWindow.getAllWindows();
    window?.setBounds({ x: x + 40, y: y + 60, width: 900, height: 600 });
    setImmediate(() => app.quit());
    return window?.getBounds();
  }, null);
  expect(await desktop.ended).toBe(0);
  const again = await launchDesktop({ home });
  await again.page();
  const found = await again.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds(),
    null,
  );
  expect(found).toEqual(left);
});
