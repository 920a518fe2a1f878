import { defineConfig } from 'vitest/config';

/** Tests that count on the clock: faults of the engine, cancelling, interruptions, programs that take over from each other. */
const ALONE = ['test/integration/{engine,runner-cancel,cli-interruption,cli-queue}*.test.ts'];

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
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, fileParallelism: false, sequence: { groupOrder: 2 } },
      },
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
