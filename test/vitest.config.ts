import { defineConfig } from 'vitest/config';

/** Tests that count on the clock: faults of the engine, cancelling, interruptions. */
const ALONE = ['test/integration/{engine,runner-cancel,cli-interruption}*.test.ts'];

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    globalSetup: 'test/support/build-app.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['test/{unit,integration}/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, fileParallelism: false, sequence: { groupOrder: 1 } },
      },
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
