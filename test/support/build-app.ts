import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { workInMemory } from './memory-folder.ts';

/** Vitest's global set-up: tests of the command line run what is shipped, so the bundle must match the sources. */
export function setup(): () => void {
  const script = join(import.meta.dirname, '../../scripts/build-app.mjs');
  execFileSync(process.execPath, [script, 'program'], { stdio: ['ignore', 'ignore', 'inherit'] });
  return workInMemory();
}
