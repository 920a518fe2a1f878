import { defineConfig } from 'vitest/config';

/** Half of what tests do is to wait for children and for the disk: one more at a time than there are cores keeps those busy. */
const maxWorkers = 3;

/** Files that put something in the place of a module, which must not reach others. */
const MOCKING = ['test/integration/queue-adding.test.ts'];

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    globalSetup: 'test/support/build-app.ts',
    maxWorkers,
    // Files share their modules: loading these takes longer than many of the tests.
    isolate: false,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], exclude: MOCKING } },
      {
        extends: true,
        test: { name: 'integration', include: ['test/integration/**/*.test.ts'], exclude: MOCKING },
      },
      { extends: true, test: { name: 'faults', include: ['test/faults/**/*.test.ts'] } },
      { extends: true, test: { name: 'mocking', include: MOCKING, isolate: true } },
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
