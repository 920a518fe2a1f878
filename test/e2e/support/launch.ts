import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, expect, onTestFinished } from 'vitest';
import { CliHome } from '../../support/cli-home.ts';
import { projectRoot } from '../../support/run-cli.ts';
import { openTab, startBrowser } from './browser.ts';
import { PagesHost } from './serve-pages.ts';

/** Earshot as a person has it before them. */
export type Launched = {
  readonly page: Page;
  readonly home: CliHome;
  /** The program behind the page. */
  readonly host: PagesHost;
  /** Starts the program anew in the same home, after it was stopped or killed. The page finds it by itself. */
  readonly startAgain: () => Promise<PagesHost>;
};

let browser: Promise<Browser> | null = null;
afterAll(async () => {
  await (await browser)?.close();
  browser = null;
});

/** Starts the program with a home of its own and opens its page; both end with the test. */
export async function launch(options: BrowserContextOptions = {}): Promise<Launched> {
  const home = CliHome.forThisTest();
  const hosts = [await PagesHost.start(home)];
  onTestFinished(async () => {
    await hosts.at(-1)?.kill();
  });
  browser ??= startBrowser();
  const page = await openTab(await browser, options);
  onTestFinished(async ({ task }) => {
    // What was on the screen says more than what was waited for.
    if (task.result?.state === 'fail')
      await page.screenshot({ path: join(projectRoot, 'out', 'e2e', `${task.id}.png`) });
    await page.context().close();
  });
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  onTestFinished(() => expect(faults, 'what was thrown in the page').toEqual([]));
  const [host] = hosts;
  if (host === undefined) throw new Error('no host');
  await page.goto(host.link);
  return {
    page,
    home,
    host,
    startAgain: async () => {
      const next = await PagesHost.start(home);
      hosts.push(next);
      return next;
    },
  };
}
