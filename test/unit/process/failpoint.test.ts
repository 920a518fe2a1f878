import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  FAILPOINTS,
  failpoint,
  isCheckout,
  parseFailpoint,
} from '../../../src/main/core/process/failpoint.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const suite = suiteFolder();
const root = join(import.meta.dirname, '..', '..', '..');

test('no setting arms nothing, and what is not armed can be passed', () => {
  expect([parseFailpoint(undefined), parseFailpoint('')]).toEqual([null, null]);
  for (const name of FAILPOINTS) failpoint(name);
});

test('a failpoint is armed for the first time it is passed, or for a later one', () => {
  expect(parseFailpoint('write.before-commit')).toEqual({ name: 'write.before-commit', atPass: 1 });
  expect(parseFailpoint('write.before-commit:12')).toEqual({ name: 'write.before-commit', atPass: 12 });
});

test.each([
  'write',
  'write.before-commit:0',
  'write.before-commit:1.5',
  'write.before-commit:x',
  'write.before-commit:1:2',
])('%s is refused: a test that kills nobody must not look like one that passed', (setting) => {
  expect(() => parseFailpoint(setting)).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      message: expect.stringContaining(setting),
      hint: expect.stringContaining('write.before-commit'),
    }),
  );
});

test('a clone is one for what is built in it as for its sources', () => {
  expect(isCheckout(join(root, 'out', 'cli', 'assets'))).toBe(true);
  expect(isCheckout(join(root, 'src', 'main', 'core', 'process'))).toBe(true);
});

/** A program in a folder of its own that passes a failpoint. */
function programBelow(modules: string): string {
  const folder = mkdtempSync(join(suite, 'program-'));
  const process = join(folder, modules, 'main', 'core', 'process');
  mkdirSync(process, { recursive: true });
  mkdirSync(join(folder, modules, 'shared'));
  copyFileSync(join(root, 'src/main/core/process/failpoint.ts'), join(process, 'failpoint.ts'));
  copyFileSync(join(root, 'src/shared/errors.ts'), join(folder, modules, 'shared', 'errors.ts'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'package.json'), '{ "name": "program", "type": "module" }');
  const program = join(process, 'program.ts');
  writeFileSync(
    program,
    "import { failpoint } from './failpoint.ts';\nfailpoint('write.before-commit');\nconsole.log('lives');\n",
  );
  return program;
}

function run(
  program: string,
  setting: string,
): { signal: NodeJS.Signals | null; stdout: string; stderr: string } {
  const env = { ...process.env, EARSHOT_FAILPOINT: setting };
  return spawnSync(process.execPath, [program], { env, encoding: 'utf8' });
}

test('an installed program, which has no sources, is not killed', () => {
  expect(run(programBelow('app'), 'write.before-commit')).toMatchObject({ signal: null, stdout: 'lives\n' });
});

test.runIf(process.platform !== 'win32')('positive control: the same program in a clone is killed', () => {
  expect(run(programBelow('src'), 'write.before-commit')).toMatchObject({ signal: 'SIGKILL', stdout: '' });
});

test('a wrong name is told by the first place that is passed, with the right ones', () => {
  const { stderr, stdout } = run(programBelow('src'), 'write.before-lunch');
  expect(stderr).toContain('EARSHOT_FAILPOINT=write.before-lunch names no failpoint.');
  expect(stdout).toBe('');
});
