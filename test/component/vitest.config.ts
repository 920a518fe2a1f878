import { playwright } from '@vitest/browser-playwright';
import { mergeConfig } from 'vite';
import { defineConfig } from 'vitest/config';
import renderer from '../../vite.renderer.config.ts';
import { soundServer } from './support/sound-server.ts';

/** Components in a real browser: the system's Chromium, since nothing is downloaded. */
export default mergeConfig(
  renderer,
  defineConfig({
    root: import.meta.dirname,
    plugins: [soundServer()],
    test: {
      include: ['**/*.test.tsx'],
      fileParallelism: false,
      testTimeout: 30_000,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        viewport: { width: 1120, height: 740 },
        provider: playwright({
          launchOptions: {
            executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
            // Chromium refuses its sandbox to root, which tests in containers are.
            args: ['--no-sandbox'],
          },
        }),
        instances: [{ browser: 'chromium' }],
      },
    },
  }),
);
