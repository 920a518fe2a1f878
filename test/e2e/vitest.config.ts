import { defineConfig } from 'vitest/config';
import { LONGEST_WAIT_MS } from './support/longest-wait.ts';

/** The whole program as it is shipped: the headless host, the real engine and model, and a browser in front of them. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    globalSetup: 'test/e2e/support/build-pages.ts',
    include: ['test/e2e/**/*.test.ts'],
    // Each needs a processor for its engine and one for its browser.
    fileParallelism: false,
    // A machine with other work takes ten times as long; what is waited for says so much earlier.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: LONGEST_WAIT_MS } },
  },
});
