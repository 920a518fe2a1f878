import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, onTestFinished } from 'vitest';
import { projectRoot } from '../../support/run-cli.ts';

/** Nothing may be thrown in this page while the test runs; of a test that fails, the screen is kept. */
export function watch(page: Page): void {
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  onTestFinished(() => expect(faults, 'what was thrown in the page').toEqual([]));
  onTestFinished(async ({ task }) => {
    // What was on the screen says more than what was waited for.
    if (task.result?.state === 'fail' && !page.isClosed())
      await page.screenshot({ path: join(projectRoot, 'out', 'e2e', `${task.id}.png`) });
  });
}
