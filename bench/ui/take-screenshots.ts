// The pictures of README and user guide, taken from the real program with real recordings: `npm run screenshots`.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { openTab, startBrowser } from '../../test/e2e/support/browser.ts';
import { drop } from '../../test/e2e/support/drop.ts';
import { row } from '../../test/e2e/support/queue.ts';
import { filmWithoutSound, longReading, READING } from '../../test/e2e/support/recordings.ts';
import { PagesHost } from '../../test/e2e/support/serve-pages.ts';
import { settled } from '../../test/e2e/support/settled.ts';
import { CliHome } from '../../test/support/cli-home.ts';
import { fixture } from '../../test/support/make-media.ts';

const target = join(import.meta.dirname, '..', '..', 'docs', 'images');

/** Takes what the window shows in both themes. */
async function take(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    await page.screenshot({ path: join(target, `${name}-${colorScheme}.png`) });
  }
}

async function show(page: Page, view: string): Promise<void> {
  await page.getByRole('button', { name: view, exact: true }).first().click();
  await page.getByRole('heading', { name: view, level: 1 }).waitFor();
  // What the pointer stands on tells its name.
  await page.mouse.move(700, 500);
}

/** The folders of the machine on which the pictures are taken are nobody's business. */
async function hidePaths(page: Page): Promise<void> {
  await page.getByText(tmpdir()).evaluateAll((all) => {
    for (const words of all) {
      words.textContent = words.textContent.replace(/\/\S+\/home/, '~/.local/share/earshot');
    }
  });
}

async function takeAll(page: Page, folder: string): Promise<void> {
  const named = (source: string, name: string): string => {
    copyFileSync(source, join(folder, name));
    return join(folder, name);
  };
  await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();
  await take(page, 'empty');

  const finished = [
    named(fixture('jfk.mp3'), 'Inaugural address.mp3'),
    named(READING, 'The art of printing.flac'),
  ];
  await drop(page, finished);
  for (const title of ['Inaugural address.mp3', 'The art of printing.flac'])
    await row(page, title, /\d:\d\d in /).waitFor();
  await drop(page, [
    longReading(folder, 'Reading evening.flac'),
    named(fixture('sonnet-1.mp3'), 'First sonnet.mp3'),
    named(fixture('sonnet-2.mp3'), 'Second sonnet.mp3'),
    named(filmWithoutSound(folder), 'Holiday slideshow.mp4'),
  ]);
  await row(page, 'Reading evening.flac').click();
  await page.getByRole('list', { name: 'Text' }).getByRole('listitem').nth(2).waitFor();
  await row(page, 'Reading evening.flac', /left/).waitFor();
  const messages = page.getByRole('region', { name: 'Messages' });
  await messages.getByText('1 has no sound').waitFor();
  await take(page, 'queue');

  await row(page, 'The art of printing.flac').click();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.locator('[data-spoken]').first().waitFor();
  const dismiss = messages.getByRole('button', { name: 'Dismiss' }).first();
  while ((await dismiss.count()) > 0) await dismiss.click();
  await page.locator('[data-word="12"][data-spoken]').waitFor();
  await take(page, 'reading');
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const panel = page.getByRole('dialog', { name: 'Export the text' });
  await panel.getByText('SubRip').hover();
  await panel.getByText('-->').first().waitFor();
  await take(page, 'export');
  await page.keyboard.press('Escape');

  await show(page, 'Settings');
  await take(page, 'settings');
  await show(page, 'Models');
  await take(page, 'models');
  await show(page, 'Health');
  await page.getByText('Everything is in place').waitFor();
  await hidePaths(page);
  await take(page, 'health');
  await show(page, 'Keyboard shortcuts');
  await take(page, 'shortcuts');
  await page.getByRole('button', { name: 'Close' }).click();

  // The text is still open; there is room for nothing else.
  await page.setViewportSize({ width: 360, height: 740 });
  await take(page, 'narrow');
}

const home = CliHome.make();
const folder = mkdtempSync(join(tmpdir(), 'earshot-pictures-'));
mkdirSync(target, { recursive: true });
const host = await PagesHost.start(home);
const browser = await startBrowser();
try {
  const page = await openTab(browser);
  await page.goto(host.link);
  await takeAll(page, folder);
} finally {
  await browser.close();
  await host.kill();
  home.remove();
  rmSync(folder, { recursive: true, force: true });
}
