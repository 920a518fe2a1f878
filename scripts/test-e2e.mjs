// `npm run test:e2e`: set up what is missing, then run every end-to-end spec in a real browser. Arguments go to vitest.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectNode } from './ensure-dependencies.mjs';
import { ensureSystemTools } from './ensure-system-tools.mjs';
import { ensureReady, root } from './setup.mjs';
import { log } from './steps.mjs';

await ensureReady();
await ensureSystemTools({ root, log, needs: ['chromium'] });
const vitest = spawn(
  projectNode(root),
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--config',
    'test/e2e/vitest.config.ts',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
vitest.once('close', (code) => {
  process.exitCode = code ?? 1;
});
