import { defineConfig } from 'vitest/config';

/** Half of what tests do is to wait for children and for the disk: one more at a time than there are cores keeps those busy. */
const maxWorkers = 3;

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    globalSetup: 'test/support/build-app.ts',
    maxWorkers,
    projects: [
      {
        extends: true,
        // Files share their modules: loading these takes longer than most of the tests.
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], isolate: false },
      },
      { extends: true, test: { name: 'integration', include: ['test/integration/**/*.test.ts'] } },
      { extends: true, test: { name: 'faults', include: ['test/faults/**/*.test.ts'] } },
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
