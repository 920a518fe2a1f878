import type { Page } from 'playwright';
import { test } from 'vitest';
import { fixture, temporaryFolder } from '../support/make-media.ts';
import { expectAccessible } from './support/accessible.ts';
import { drop } from './support/drop.ts';
import { launch } from './support/launch.ts';
import { expectNothingCut } from './support/nothing-cut.ts';
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

/** Axe finds nothing in either theme. */
async function expectAccessibleInBoth(page: Page, view: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page, `${view}, ${colorScheme}`);
  }
}

test('axe finds nothing on any view of a queue at work, in both themes', async () => {
  const { page } = await launch();
  await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();
  await expectAccessibleInBoth(page, 'the empty queue');
  await fillQueue(page);
  await expectAccessibleInBoth(page, 'the queue with its messages');

  await row(page, 'long.flac').click();
  await page.getByRole('list', { name: 'Text' }).waitFor();
  await expectAccessibleInBoth(page, 'a text that grows');
  await row(page, 'jfk.mp3').click();
  await page.getByRole('button', { name: 'Export', exact: true }).waitFor();
  await expectAccessibleInBoth(page, 'a text that is whole');
  await page.getByRole('button', { name: 'Find in this text' }).click();
  await page.getByRole('textbox', { name: 'Find in this text' }).fill('country');
  await page.getByText('1 of 2').waitFor();
  await expectAccessibleInBoth(page, 'words that were found');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('dialog', { name: 'Export the text' }).getByText('ask not').waitFor();
  await expectAccessibleInBoth(page, 'the export');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+a');
  await row(page, 'jfk.mp3').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy the text' }).waitFor();
  await expectAccessibleInBoth(page, 'the menu of a row');
  await page.keyboard.press('Escape');

  for (const view of VIEWS) {
    await page.getByRole('button', { name: view, exact: true }).first().click();
    await page.getByRole('heading', { name: view, level: 1 }).waitFor();
    if (view === 'Health')
      await page
        .getByText(/Everything is in place|problem/)
        .first()
        .waitFor();
    await expectAccessibleInBoth(page, view);
  }
});

/** As wide as a telephone; and what the usual window has room for when everything is twice as large. */
const NARROW = { '360 pixels': { width: 360, height: 640 }, 'twice as large': { width: 560, height: 370 } };

/** Axe finds nothing, and nothing is cut, in either of the narrow windows. */
async function expectRoomFor(page: Page, view: string): Promise<void> {
  for (const [name, size] of Object.entries(NARROW)) {
    await page.setViewportSize(size);
    await expectNothingCut(page, `${view}, ${name}`);
    await expectAccessible(page, `${view}, ${name}`);
  }
}

test('everything can be reached in a window of 360 pixels, and with letters of twice the size', async () => {
  const { page } = await launch({ viewport: NARROW['360 pixels'], deviceScaleFactor: 2 });
  await fillQueue(page);
  await expectRoomFor(page, 'the queue');

  await row(page, 'jfk.mp3').click();
  await page.getByRole('list', { name: 'Text' }).waitFor();
  await expectRoomFor(page, 'a text');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('dialog', { name: 'Export the text' }).getByText('ask not').waitFor();
  await expectRoomFor(page, 'the export');
  for (const size of Object.values(NARROW)) {
    await page.setViewportSize(size);
    await page.getByRole('button', { name: /^Save \d/ }).click({ trial: true });
  }
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Back to the queue' }).click();

  for (const view of VIEWS) {
    await page.getByRole('banner').getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: view }).click();
    await page.getByRole('heading', { name: view, level: 1 }).waitFor();
    await expectRoomFor(page, view);
    await page.getByRole('button', { name: 'Back to the queue' }).click();
  }
  await row(page, 'jfk.mp3').waitFor();
});
