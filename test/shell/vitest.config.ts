import { defineConfig } from 'vitest/config';

/** The desktop app as it is built, on the stand-in or, where `EARSHOT_ELECTRON` names its program, on a real Electron. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/shell/**/*.test.ts'],
    globalSetup: 'test/shell/support/build-desktop.ts',
    // Each spec has a browser of its own.
    maxWorkers: 2,
    // States of another program are waited for; on a machine that has much to do they take their time.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
