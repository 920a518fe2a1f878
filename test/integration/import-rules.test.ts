import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();

const root = join(import.meta.dirname, '..', '..');
const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');

/** Files of a project by their path from its root. */
type Project = Readonly<Record<string, string>>;

/** Lints a project of its own with our rules. @returns which rule was broken in which file, nothing for a clean one */
async function lint(project: Project): Promise<string[]> {
  const folder = await mkdtemp(join(suite, 'test-'));
  await copyFile(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  for (const [path, text] of Object.entries(project)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const { exitCode, stdout } = await run(folder);
  const broken = [...stdout.matchAll(/^(\S+?):\d+:\d+: .*\[\w+\/\S+\((\S+)\)\]$/gm)].map(
    ([, path, rule]) => `${path}: ${rule}`,
  );
  // What the test reads and what a build would stop at must be the same.
  expect({ passes: exitCode === 0, stdout }).toEqual({ passes: broken.length === 0, stdout });
  return [...new Set(broken)];
}

function run(folder: string): Promise<{ exitCode: number; stdout: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [oxlint, '--format', 'unix', '.'], { cwd: folder }, (error, stdout) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout });
    });
  });
}

function importing(specifier: string): string {
  return `import { thing } from '${specifier}';\nexport const other = thing;\n`;
}

test.each<[string, string]>([
  ['src/shared/a.ts', 'zod'],
  ['src/shared/a.ts', './b.ts'],
  ['src/shared/contract/a.ts', '../b.ts'],
  ['src/main/core/media/a.ts', '../engine/b.ts'],
  ['src/main/core/media/a.ts', '../../../shared/b.ts'],
  ['src/main/core/media/a.ts', 'node:fs'],
  ['src/main/core/media/a.ts', 'execa'],
  ['src/main/core/media/a.ts', 'electron-is-not-this'],
  ['src/main/cli/a.ts', '../core/b.ts'],
  ['src/main/cli/a.ts', '../composition.ts'],
  ['src/main/cli/a.ts', '../../shared/b.ts'],
  ['src/main/cli/a.ts', 'commander'],
  ['src/main/composition.ts', './core/b.ts'],
])('%s may import %s', async (path, specifier) => {
  expect(await lint({ [path]: importing(specifier) })).toEqual([]);
});

test.each<[string, string]>([
  ['src/shared/a.ts', 'node:fs'],
  ['src/shared/a.ts', 'fs'],
  ['src/shared/a.ts', 'execa'],
  ['src/shared/a.ts', 'zip'],
  ['src/shared/a.ts', 'zone.js'],
  ['src/shared/a.ts', 'zod-to-json-schema'],
  ['src/shared/a.ts', 'electron'],
  ['src/shared/a.ts', '../main/core/b.ts'],
  ['src/shared/contract/a.ts', '../../renderer/b.ts'],
  ['src/main/core/media/a.ts', 'electron'],
  ['src/main/core/media/a.ts', 'electron/main'],
  ['src/main/core/media/a.ts', '../../cli/b.ts'],
  ['src/main/core/media/a.ts', '../../electron/b.ts'],
  ['src/main/core/media/a.ts', '../../headless/b.ts'],
  ['src/main/core/media/a.ts', '../../../preload/b.ts'],
  ['src/main/core/media/a.ts', '../../../renderer/b.ts'],
  ['src/main/core/media/a.ts', '../../composition.ts'],
  ['src/main/core/a.ts', '../cli/b.ts'],
  ['src/main/core/a.ts', '../composition.ts'],
  ['src/main/cli/a.ts', 'electron'],
  ['src/main/cli/a.ts', '../electron/b.ts'],
  ['src/main/cli/a.ts', '../headless/b.ts'],
  ['src/main/composition.ts', 'electron'],
  ['src/main/composition.ts', './electron/b.ts'],
])('%s may not import %s', async (path, specifier) => {
  expect(await lint({ [path]: importing(specifier) })).toEqual([`${path}: no-restricted-imports`]);
});

test('a file that passes on what it may not import is caught too', async () => {
  const path = 'src/main/core/media/a.ts';
  const text = "export { thing } from '../../cli/b.ts';\nexport type { Other } from 'electron';\n";
  expect(await lint({ [path]: text })).toEqual([`${path}: no-restricted-imports`]);
});

test('a circle of imports is refused, and the same files in a row are not', async () => {
  const last = 'export const thing = 1;\n';
  const row = { 'src/main/core/a.ts': importing('./b.ts'), 'src/main/core/b.ts': importing('./c.ts') };
  expect(await lint({ ...row, 'src/main/core/c.ts': last })).toEqual([]);
  const circle = await lint({
    ...row,
    'src/main/core/c.ts': `import { other } from './a.ts';\n${last}void other;\n`,
  });
  expect(circle).toContain('src/main/core/a.ts: no-cycle');
});

test('nothing is exported by default, except by the configuration of a tool', async () => {
  const text = 'export default { name: 1 };\n';
  expect(await lint({ 'src/main/core/a.ts': text })).toEqual(['src/main/core/a.ts: no-default-export']);
  expect(await lint({ 'vite.config.ts': text })).toEqual([]);
});
