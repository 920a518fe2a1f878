import { defineConfig } from 'vitest/config';

/** The whole program as it is shipped: the headless host, the real engine and model, and a browser in front of them. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    globalSetup: 'test/e2e/support/build-pages.ts',
    include: ['test/e2e/**/*.test.ts'],
    // Each needs a processor for its engine and one for its browser.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
