// Everything that a command of this project needs on a fresh machine, each part only when it is missing or stale.
// Nothing here may import a package: it runs before `npm ci`.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureApp } from './build-app.mjs';
import { ensureNative } from './build-native.mjs';
import { ensureDependencies } from './ensure-dependencies.mjs';
import { ensureCompiler, ensureFfmpeg } from './ensure-system-tools.mjs';
import { fail, log } from './steps.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Installs and builds what is missing; ends the program with one clear message when that is not possible. */
export async function ensureReady() {
  try {
    await ensureDependencies({ root, log });
    await ensureNative({ root, log, prepare: () => ensureCompiler({ log }) });
    await ensureFfmpeg({ root, log });
    await ensureApp({ root, log });
  } catch (error) {
    fail(error.message);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureReady();
  log('ready');
}
