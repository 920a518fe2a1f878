import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Page } from 'playwright';

/** Pastes a file. No browser lets a program put one on its clipboard, so that the event is made in the page. */
export async function paste(page: Page, path: string): Promise<void> {
  const file = { name: basename(path), bytes: [...readFileSync(path)] };
  await page.evaluate(({ name, bytes }) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([new Uint8Array(bytes)], name));
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, file);
}
