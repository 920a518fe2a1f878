// `npm run dev`: the desktop app with a page that changes as its sources do; where there can be no window, the same page in
// a browser.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectNode } from './ensure-dependencies.mjs';
import { ensureElectron } from './ensure-electron.mjs';
import { ensureReady, root } from './setup.mjs';
import { log } from './steps.mjs';
import { withSetupLock } from './with-setup-lock.mjs';

await ensureReady();
const { problem } = await withSetupLock({ root, log }, () => ensureElectron({ root, log }));
if (problem !== undefined) {
  console.error(
    `The desktop app cannot be opened here (${problem}); the page is served to browsers instead.`,
  );
}
const args =
  problem === undefined
    ? [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'dev']
    : [join(root, 'scripts', 'dev-page.mjs')];
const server = spawn(projectNode(root), args, { cwd: root, stdio: 'inherit' });
// A terminal's Ctrl-C reaches both; the server ends, and then this.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
server.once('close', (code) => {
  process.exitCode = code ?? 1;
});
