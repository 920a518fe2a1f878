import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../support/run-cli.ts';
import { answerOf } from './support/in-page.ts';
import { launchDesktop } from './support/launch-desktop.ts';
import { homeForThisTest } from './support/recordings.ts';

const AWAY = 'https://example.com/';

test('a page goes nowhere and opens nothing', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  const own = page.url();
  const asked = page.waitForEvent('requestfailed', { timeout: 5_000 }).catch(() => null);
  await page.evaluate((address) => {
    Reflect.get(globalThis, 'location').href = address;
  }, AWAY);
  await asked;
  const opened = await page.evaluate((address) => Reflect.get(globalThis, 'open')(address) === null, AWAY);
  const windows = await desktop.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getURL()),
    null,
  );
  expect({ url: page.url(), opened, windows }).toEqual({
    url: own,
    opened: true,
    windows: ['app://earshot/'],
  });
  expect(await answerOf(page, 'host.describe', {})).toMatchObject({ kind: 'desktop' });
});

test('a page embeds no other', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  await desktop.page();
  const refused = await desktop.evaluate(({ BrowserWindow }) => {
    const names: string[] = [];
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      for (const name of ['will-attach-webview', 'will-redirect']) {
        webContents.emit(name, { preventDefault: () => void names.push(name) }, {}, {});
      }
    }
    return names;
  }, null);
  expect(refused).toEqual(['will-attach-webview', 'will-redirect']);
});

test('nothing in the shell opens an address outside', () => {
  const folder = join(projectRoot, 'src', 'main', 'electron');
  const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(sources.length).toBeGreaterThan(5);
  expect(
    sources.filter((source) => /openExternal|webSecurity: false|loadFile|file:\/\//.test(source)),
  ).toEqual([]);
});

test('permissions are refused', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  const states = await page.evaluate(async () => {
    const permissions = Reflect.get(Reflect.get(globalThis, 'navigator'), 'permissions');
    const names = ['geolocation', 'microphone', 'camera', 'notifications'];
    const queried = await Promise.all(names.map(async (name) => (await permissions.query({ name })).state));
    return [await Reflect.get(globalThis, 'Notification').requestPermission(), ...queried];
  });
  expect(states).toEqual(['denied', 'denied', 'denied', 'denied', 'denied']);
});

test('no request leaves the app, whatever its policy says', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  const answer = await page.goto(AWAY).then(
    () => 'went there',
    (error: unknown) => String(error),
  );
  expect(answer).toMatch(/ERR_BLOCKED_BY_CLIENT/);
});
