import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectNode } from './ensure-dependencies.mjs';
import { root } from './setup.mjs';

/**
 * Runs a benchmark, on the project's own Node: it takes TypeScript as it is, and an older one may have started this set-up.
 * Its exit code is that of the command.
 * @param {string} program its path in `bench`
 * @param {string[]} args
 */
export function runBench(program, args) {
  try {
    execFileSync(projectNode(root), [join(root, 'bench', program), ...args], { stdio: 'inherit' });
  } catch (error) {
    process.exitCode = typeof error.status === 'number' ? error.status : 1;
  }
}
