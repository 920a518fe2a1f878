import type { BrowserContextOptions, Page } from 'playwright';
import { onTestFinished } from 'vitest';
import { CliHome } from '../../support/cli-home.ts';
import { openTab } from './browser.ts';
import { PagesHost } from './serve-pages.ts';
import { sharedBrowser } from './shared-browser.ts';
import { watch } from './watch.ts';

/** Earshot as a person has it before them. */
export type Launched = {
  readonly page: Page;
  readonly home: CliHome;
  /** The program behind the page. */
  readonly host: PagesHost;
  /** Starts the program anew in the same home, after it was stopped or killed. The page finds it by itself. */
  readonly startAgain: () => Promise<PagesHost>;
};

/** Starts the program with a home of its own and opens its page; both end with the test. */
export async function launch(options: BrowserContextOptions = {}): Promise<Launched> {
  const home = CliHome.forThisTest();
  const host = await PagesHost.start(home);
  const hosts = [host];
  onTestFinished(async () => {
    await hosts.at(-1)?.kill();
  });
  const page = await openTab(await sharedBrowser(), options);
  onTestFinished(() => page.context().close());
  watch(page);
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
