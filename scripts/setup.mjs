// Everything that a command of this project needs on a fresh machine, each part only when it is missing or stale.
// Nothing here may import a package: it runs before `npm ci`.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureApp } from './build-app.mjs';
import { ensureNative } from './build-native.mjs';
import { ensureDependencies } from './ensure-dependencies.mjs';
import { BUILD_TOOLS, ensureSystemTools } from './ensure-system-tools.mjs';
import { fail, log } from './steps.mjs';
import { withSetupLock } from './with-setup-lock.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Installs and builds what is missing; ends the program with one clear message when that is not possible. */
export async function ensureReady() {
  try {
    await withSetupLock({ root, log }, async () => {
      await ensureDependencies({ root, log });
      await ensureNative({
        root,
        log,
        // ffmpeg too, so that nobody waits for a build to learn what else is missing.
        prepare: () => ensureSystemTools({ root, log, needs: [...BUILD_TOOLS, 'ffmpeg'] }),
      });
      await ensureSystemTools({ root, log, needs: ['ffmpeg'] });
      await ensureApp({ root, log });
    });
  } catch (error) {
    fail(error.message);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureReady();
  log('ready');
}
