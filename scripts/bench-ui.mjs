// `npm run bench:ui -- --only rows,text`: set up what is missing, then measure the window. `npm run screenshots` takes its
// pictures instead.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectNode } from './ensure-dependencies.mjs';
import { ensureSystemTools } from './ensure-system-tools.mjs';
import { ensureReady, root } from './setup.mjs';
import { log } from './steps.mjs';

const [first, ...rest] = process.argv.slice(2);
const isForPictures = first === 'screenshots';
const program = isForPictures ? 'take-screenshots.ts' : 'run.ts';
const args = isForPictures || first === undefined ? rest : [first, ...rest];
await ensureReady();
await ensureSystemTools({ root, log, needs: ['chromium'] });
try {
  execFileSync(projectNode(root), [join(root, 'bench', 'ui', program), ...args], { stdio: 'inherit' });
} catch (error) {
  process.exitCode = typeof error.status === 'number' ? error.status : 1;
}
