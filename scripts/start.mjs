// `npm start`: set up what is missing, then open the desktop app, or the page in a browser where there can be no window.
// Arguments go to the desktop app (recordings) or to `earshot serve` (such as `--port 4711`).
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { ensureApp } from './build-app.mjs';
import { ensureElectron } from './ensure-electron.mjs';
import { ensureReady, root } from './setup.mjs';
import { fail, log } from './steps.mjs';
import { withSetupLock } from './with-setup-lock.mjs';

await ensureReady();
const { program, problem } = await withSetupLock({ root, log }, () => ensureElectron({ root, log }));
if (problem === undefined) await openDesktopApp(program);
else {
  console.error(`The desktop app cannot be opened here (${problem}); Earshot opens in the browser instead.`);
  // Started in this very process; why so many threads: src/main/cli/main.ts.
  process.env.UV_THREADPOOL_SIZE ??= '16';
  process.argv.splice(2, 0, 'serve', '--open');
  createRequire(import.meta.url)('../bin/earshot');
}

async function openDesktopApp(electron) {
  try {
    await withSetupLock({ root, log }, () => ensureApp({ root, log, names: ['desktop app'] }));
  } catch (error) {
    fail(error.message);
  }
  const app = spawn(electron, [root, ...process.argv.slice(2)], {
    // Relative names of recordings belong to the folder the user called from.
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => app.kill(signal));
  app.once('close', (code) => {
    process.exitCode = code ?? 1;
  });
}
