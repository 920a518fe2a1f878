import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { LONGEST_WAIT_MS } from './longest-wait.ts';

/** The system's Chromium: nothing is downloaded. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    // Chromium refuses its sandbox to root, which tests in containers are.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

/** The window of the desktop app when it is opened for the first time. */
export const USUAL_SIZE = { width: 1120, height: 740 };

/** A person's browser with one empty tab. What goes wrong in its pages is thrown where the next step is awaited. */
export async function openTab(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: USUAL_SIZE,
    locale: 'en-GB',
    acceptDownloads: true,
    ...options,
  });
  context.setDefaultTimeout(LONGEST_WAIT_MS);
  return context.newPage();
}
