import type { Page } from 'playwright';

/** The text on the right, as it can be read there now. */
export async function shownText(page: Page): Promise<string> {
  const paragraphs = page.getByRole('list', { name: 'Text' }).locator('p.selectable');
  return oneLine((await paragraphs.allInnerTexts()).join(' '));
}

/** The whole text of the recording that is open, as its export begins. */
export async function wholeText(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    (async () => {
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      const panel = page.getByRole('dialog', { name: 'Export the text' });
      for (const box of await panel.getByRole('checkbox').all())
        await box.setChecked((await box.locator('..').innerText()).startsWith('Plain text'));
      await panel.getByRole('button', { name: 'Save 1 file' }).click();
    })(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk));
  return oneLine(Buffer.concat(chunks).toString('utf8'));
}

export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
