// `npm run bench:ui`: set up what is missing, then measure the window. `npm run screenshots` takes its pictures instead.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectNode } from './ensure-dependencies.mjs';
import { ensureSystemTools } from './ensure-system-tools.mjs';
import { ensureReady, root } from './setup.mjs';
import { log } from './steps.mjs';

const program = process.argv[2] === 'screenshots' ? 'take-screenshots.ts' : 'run.ts';
await ensureReady();
await ensureSystemTools({ root, log, needs: ['chromium'] });
try {
  execFileSync(projectNode(root), [join(root, 'bench', 'ui', program)], { stdio: 'inherit' });
} catch (error) {
  process.exitCode = typeof error.status === 'number' ? error.status : 1;
}
