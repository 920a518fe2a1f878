import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Vitest's global set-up: program and page must match the sources. */
export function setup(): void {
  const script = join(import.meta.dirname, '../../../scripts/build-app.mjs');
  execFileSync(process.execPath, [script, 'program', 'page'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
