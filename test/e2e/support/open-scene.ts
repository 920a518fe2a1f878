import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright';
import { onTestFinished } from 'vitest';
import type { PageMessage } from '../../../src/shared/contract/page.ts';
import { fixture } from '../../support/make-media.ts';
import { projectRoot } from '../../support/run-cli.ts';
import { openTab } from './browser.ts';
import { bundleForPage } from './bundle-for-page.ts';
import { sharedBrowser } from './shared-browser.ts';
import { watch } from './watch.ts';

const ORIGIN = 'http://localhost';
let script: Promise<string> | null = null;

export type SceneOptions = BrowserContextOptions & {
  /** Whether the recordings of the scene can be heard. */
  readonly hasSound?: boolean;
};

/** Opens the page as it was built over one of the gallery's hosts in memory. */
export async function openScene(name: string, { hasSound = true, ...options }: SceneOptions = {}) {
  script ??= bundleForPage(fileURLToPath(import.meta.resolve('./scene-page.ts')));
  const page = await openTab(await sharedBrowser(), options);
  onTestFinished(() => page.context().close());
  watch(page);
  await page.context().route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (!pathname.startsWith('/media/'))
      return route.fulfill({
        path: join(projectRoot, 'out', 'renderer', pathname === '/' ? 'index.html' : pathname),
      });
    return hasSound ? route.fulfill({ path: fixture('jfk.mp3') }) : route.fulfill({ status: 404 });
  });
  await page.addInitScript({ content: `globalThis.wantedScene = '${name}';\n${await script}` });
  await page.goto(ORIGIN);
  return page;
}

/** Lets the host in memory tell the page something, as the program does when a menu or a notification was used. */
export async function tell(page: Page, message: PageMessage): Promise<void> {
  await page.evaluate((told) => {
    const host: { readonly send: (message: unknown) => void } = Reflect.get(globalThis, 'earshot');
    host.send(told);
  }, message);
}
