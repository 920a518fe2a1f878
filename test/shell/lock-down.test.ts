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

/** What opens an address outside, or loosens what keeps a page in its place. */
const LOOSE =
  /openExternal|loadFile|file:\/\/|appendSwitch|bypassCSP|[bB]linkFeatures|(?:webSecurity|sandbox|contextIsolation): false|(?:allowRunningInsecureContent|experimentalFeatures|webviewTag|nodeIntegration\w*): true/;

test('nothing in the shell opens an address outside, or loosens what keeps a page in its place', () => {
  const folders = ['src/main/electron', 'src/main/core/desktop', 'src/main/core/page', 'src/preload'];
  const sources = folders.flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(projectRoot, folder, name)),
  );
  expect(sources.length).toBeGreaterThan(30);
  expect(sources.filter((path) => LOOSE.test(readFileSync(path, 'utf8')))).toEqual([]);
});

test.each([
  'shell.openExternal(url)',
  'window.loadFile(path)',
  'sandbox: false',
  'nodeIntegrationInWorker: true',
  "enableBlinkFeatures: 'x'",
  "app.commandLine.appendSwitch('no-sandbox')",
])('positive control: %s would be found', (source) => {
  expect(source).toMatch(LOOSE);
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
