import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runnerExecutable } from '../support/raw-runner.ts';

const hasDisassembler = process.arch === 'x64' && spawnSync('objdump', ['--version']).status === 0;

/** How many instructions use registers that a plain x86-64 CPU does not have. */
function wideInstructions(executable: string): number {
  const code = execFileSync('objdump', ['-d', '--no-show-raw-insn', executable], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  return code.match(/%[yz]mm\d/g)?.length ?? 0;
}

// Whoever has an old CPU, or a virtual machine that hides its features, falls back to the baseline: it must run anywhere.
test.skipIf(!hasDisassembler)('the baseline has no AVX instruction, and a faster variant does', () => {
  const best = path.resolve(import.meta.dirname, '../..', runnerExecutable());
  const baseline = path.join(path.dirname(best), 'whisper-runner-baseline');
  expect(existsSync(baseline)).toBe(true);
  expect(wideInstructions(baseline)).toBe(0);
  // The positive control, where this machine runs more than the baseline.
  expect(best === baseline || wideInstructions(best) > 1000).toBe(true);
});
