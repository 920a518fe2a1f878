// `npm run bench:queue -- --only status,loop --pairs 3`: set up what is missing, then measure the queue.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectNode } from './ensure-dependencies.mjs';
import { ensureReady, root } from './setup.mjs';

await ensureReady();
try {
  // The benchmark is TypeScript, which Node 24 runs as it is; an older one may have started this set-up.
  execFileSync(projectNode(root), [join(root, 'bench', 'queue', 'run.ts'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
} catch (error) {
  process.exitCode = typeof error.status === 'number' ? error.status : 1;
}
