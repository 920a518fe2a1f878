import type { Locator, Page } from 'playwright';

const MOST_STOPS = 60;

/** Presses the Tab key until this has the focus. @throws Error that tells where the key led instead */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  const stops: string[] = [];
  while (stops.length < MOST_STOPS) {
    if ((await wanted.count()) > 0 && (await wanted.first().evaluate(isFocused))) return;
    await page.keyboard.press('Tab');
    stops.push(await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120) ?? ''));
  }
  throw new Error(`The Tab key does not come to ${wanted.toString()}, but to\n${stops.join('\n')}`);
}

export function isFocused(element: Element): boolean {
  return element === document.activeElement;
}
