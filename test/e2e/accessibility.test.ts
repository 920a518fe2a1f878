import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { fixture, temporaryFolder } from '../support/make-media.ts';
import { expectAccessible } from './support/accessible.ts';
import { drop } from './support/drop.ts';
import { launch } from './support/launch.ts';
import { row } from './support/queue.ts';
import { filmWithoutSound, longReading } from './support/recordings.ts';

const VIEWS = ['Settings', 'Models', 'Health', 'Keyboard shortcuts'] as const;

/** A queue in which something is done, something runs, something waits and something has failed. */
async function fillQueue(page: Page): Promise<void> {
  const folder = await temporaryFolder();
  await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();
  await drop(page, [fixture('jfk.mp3')]);
  await row(page, 'jfk.mp3', /0:11 in /).waitFor();
  await drop(page, [longReading(folder), fixture('sonnet-1.mp3'), filmWithoutSound(folder)]);
  await row(page, 'long.flac', /Transcribing/).waitFor();
  await row(page, 'sonnet-1.mp3', /Waiting/).waitFor();
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any view, ${colorScheme}`, async () => {
    const { page } = await launch({ colorScheme });
    await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();
    await expectAccessible(page, 'the empty queue');
    await fillQueue(page);
    await expectAccessible(page, 'the queue with its messages');

    await row(page, 'long.flac').click();
    await page.getByRole('list', { name: 'Text' }).waitFor();
    await expectAccessible(page, 'a text that grows');
    await row(page, 'jfk.mp3').click();
    await page.getByRole('button', { name: 'Export', exact: true }).waitFor();
    await expectAccessible(page, 'a text that is whole');
    await page.getByRole('button', { name: 'Find in this text' }).click();
    await page
      .getByRole('textbox', { name: 'Find in this text' })
      .or(page.getByRole('searchbox'))
      .fill('country');
    await expectAccessible(page, 'words that were found');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('dialog', { name: 'Export the text' }).getByText('ask not').waitFor();
    await expectAccessible(page, 'the export');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+a');
    await row(page, 'jfk.mp3').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Copy the text' }).waitFor();
    await expectAccessible(page, 'the menu of a row');
    await page.keyboard.press('Escape');

    for (const view of VIEWS) {
      await page.getByRole('button', { name: view, exact: true }).first().click();
      await page.getByRole('heading', { name: view, level: 1 }).waitFor();
      if (view === 'Health')
        await page
          .getByText(/Everything is in place|problem/)
          .first()
          .waitFor();
      await expectAccessible(page, view);
    }
  });
}

/** @returns what is wider than the window, by its words */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut = [...document.querySelectorAll('body *')].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return (
        width > 0 &&
        (right > innerWidth + 1 || left < -1) &&
        element.closest('[data-wide], pre, .sr-only') === null
      );
    });
    const isScrolled = document.documentElement.scrollWidth > innerWidth;
    return [...(isScrolled ? ['the page'] : []), ...cut.map((element) => element.outerHTML.slice(0, 160))];
  });
}

for (const { name, options } of [
  { name: 'a window of 360 pixels', options: { viewport: { width: 360, height: 640 } } },
  {
    name: 'letters of twice the size',
    options: { viewport: { width: 560, height: 370 }, deviceScaleFactor: 2 },
  },
]) {
  test(`everything can be reached in ${name}`, async () => {
    const { page } = await launch(options);
    await fillQueue(page);
    expect(await tooWide(page), 'the queue').toEqual([]);
    await expectAccessible(page, 'the queue');

    await row(page, 'jfk.mp3').click();
    await page.getByRole('list', { name: 'Text' }).waitFor();
    expect(await tooWide(page), 'a text').toEqual([]);
    await expectAccessible(page, 'a text');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('dialog', { name: 'Export the text' }).getByText('ask not').waitFor();
    expect(await tooWide(page), 'the export').toEqual([]);
    await page.getByRole('button', { name: /^Save \d/ }).click({ trial: true });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Back to the queue' }).click();

    for (const view of VIEWS) {
      await page
        .getByRole('button', { name: 'More', exact: true })
        .or(page.getByRole('button', { name: 'Back to the queue' }))
        .first()
        .waitFor();
      await page.getByRole('banner').getByRole('button', { name: /More/ }).click();
      await page.getByRole('menuitem', { name: view }).click();
      await page.getByRole('heading', { name: view, level: 1 }).waitFor();
      expect(await tooWide(page), view).toEqual([]);
      await expectAccessible(page, view);
      await page.getByRole('button', { name: 'Back to the queue' }).click();
    }
    await row(page, 'jfk.mp3').waitFor();
  });
}
