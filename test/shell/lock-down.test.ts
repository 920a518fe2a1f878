import { expect, test } from 'vitest';
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
