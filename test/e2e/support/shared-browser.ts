import type { Browser } from 'playwright';
import { afterAll } from 'vitest';
import { startBrowser } from './browser.ts';

let browser: Promise<Browser> | null = null;

/** One browser for the tests of a file, each of which has a profile of its own in it. */
export function sharedBrowser(): Promise<Browser> {
  browser ??= startBrowser();
  return browser;
}

afterAll(async () => {
  await (await browser)?.close();
  browser = null;
});
