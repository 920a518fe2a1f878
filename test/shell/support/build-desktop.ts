import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../support/run-cli.ts';

/** The specs run what is shipped, so the bundles must match the sources. */
export function setup(): void {
  const program = join(projectRoot, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const args = [program, 'build', '--logLevel', 'warn'];
  execFileSync(process.execPath, args, { cwd: projectRoot, stdio: ['ignore', 'ignore', 'inherit'] });
}
