import { expect, test } from 'vitest';
import { answerOf, ask, askAnything, messagesTo } from './support/in-page.ts';
import { launchDesktop } from './support/launch-desktop.ts';
import { homeForThisTest } from './support/recordings.ts';

const REFUSED = { ok: false, error: { code: 'invalid-argument' } };

test('the page gets answers, and is told that the line is up', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  expect(await answerOf(page, 'host.describe', {})).toMatchObject({ kind: 'desktop' });
  const messages = await messagesTo(page);
  expect(await messages()).toContainEqual({ kind: 'line', isUp: true });
});

test('what pages cannot ask for is refused: paths, unknown methods, anything that does not fit', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  const wrong: [unknown, unknown][] = [
    ['queue.add', { paths: ['/etc/passwd'] }],
    ['jobs.relocate', { uid: '0'.repeat(20), path: '/etc/passwd', acceptChanged: true }],
    ['transcript.edit', {}],
    ['earshot:grant', ['/etc/passwd']],
    ['constructor', {}],
    ['__proto__', {}],
    [null, null],
    [['jobs.list'], { states: null, offset: 0, limit: 1 }],
    ['jobs.list', { states: null, offset: -1, limit: 1 }],
    ['intake.add', { grants: ['/etc/passwd'], options: {}, again: false }],
    ['preferences.change', { change: { exports: { outputDir: '/etc' } } }],
  ];
  for (const [method, input] of wrong) {
    expect.soft(await askAnything(page, method, input), String(method)).toMatchObject(REFUSED);
  }
});

test('a page that is not our own gets nothing through the same window', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  await answerOf(page, 'queue.status', {});
  await page.goto('data:text/html,<title>Somebody else</title>');
  const answer = await page
    .evaluate(() => Reflect.get(globalThis, 'earshot')?.request('queue.status', {}) ?? 'no bridge')
    .catch(String);
  expect(answer).toMatchObject({ ok: false, error: { code: 'not-authorised' } });
  const granted = await page.evaluate(async () => {
    const heard: unknown[] = [];
    const bridge = Reflect.get(globalThis, 'earshot');
    bridge.subscribe(null, (message: unknown) => heard.push(message));
    // Answered later than a subscription would be.
    const grant = await bridge.grantFiles([], () => {});
    return { grant, heard };
  });
  expect(granted).toMatchObject({ grant: { ok: false, error: { code: 'not-authorised' } }, heard: [] });
});

test('made-up files have no path, and get no grant', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  const answer = await page.evaluate(() =>
    Reflect.get(globalThis, 'earshot').grantFiles([new File(['x'], 'passwd')], () => {}),
  );
  expect(answer).toMatchObject(REFUSED);
});

test('what a page has listened to before it was loaded anew is not sent any more', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  await messagesTo(page);
  await messagesTo(page);
  await page.reload();
  await page.getByRole('button', { name: /choose recordings/i }).waitFor();
  await desktop.evaluate(({ BrowserWindow }) => {
    const sent: unknown[] = [];
    Reflect.set(globalThis, 'sent', sent);
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      webContents.send = (_channel, id, message) => void sent.push([id, message.kind]);
    }
  }, null);
  const sent = (): Promise<unknown> => desktop.evaluate(() => Reflect.get(globalThis, 'sent'), null);
  await ask(page, 'queue.pause', {});
  await expect.poll(sent).toEqual([[1, 'events']]);
});
