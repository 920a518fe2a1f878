import type { Locator, Page } from 'playwright';

/** The row of a recording, as soon as it says this: `row(page, 'jfk.mp3', /Transcribing/)`. */
export function row(page: Page, title: string, says = /.*/): Locator {
  const name = new RegExp(`${RegExp.escape(title)}.*(?:${says.source})`);
  return page.getByRole('row', { name });
}

/** Titles in the order of the list. */
export async function titles(page: Page): Promise<string[]> {
  const sentences = await page.getByRole('row').evaluateAll((rows) => rows.map((one) => one.ariaLabel ?? ''));
  return sentences.map((sentence) => sentence.split(', ')[0] ?? '');
}

/** Chooses something in the menu of a row. */
export async function chooseInMenu(page: Page, of: Locator, item: string | RegExp): Promise<void> {
  // First, not on the way to the click: rows that come onto the screen take their true height there, and the others move.
  await of.scrollIntoViewIfNeeded();
  await of.click({ button: 'right' });
  await page.getByRole('menuitem', { name: item }).click();
}
