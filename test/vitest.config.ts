import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    globalSetup: ['test/support/build-app.ts'],
    include: ['test/{unit,integration}/**/*.test.ts'],
    // Integration tests run the real engine on two threads: files side by side would only fight for the cores.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
