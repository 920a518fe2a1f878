import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { suiteFolder } from '../../support/suite-folder.ts';

const folder = suiteFolder();
const core = new URL('../../../src/main/core/', import.meta.url);

/** What a program leaves in its folder that runs these lines of a module. */
async function leftBy(...lines: readonly string[]): Promise<string[]> {
  const home = mkdtempSync(join(folder, 'home-'));
  const source = [
    `import { mkdirSync, writeFileSync } from 'node:fs';`,
    `import { removeAtExit } from '${new URL('process/remove-at-exit.ts', core).href}';`,
    `import { writeWholeFile } from '${new URL('export/write-whole-file.ts', core).href}';`,
    `process.chdir(${JSON.stringify(home)});`,
    ...lines,
  ].join('\n');
  const program = await execa(process.execPath, ['--input-type=module', '--eval', source], { reject: false });
  expect(program.stderr).not.toMatch(/Error/);
  return readdirSync(home);
}

test('a program that ends at once takes its temporary files and folders with it', async () => {
  const left = await leftBy(
    `writeFileSync('file', '');`,
    `mkdirSync('folder');`,
    `writeFileSync('folder/inside', '');`,
    `writeFileSync('other', '');`,
    `for (const path of ['file', 'folder', 'never-there']) removeAtExit(path);`,
    'process.exit(130);',
  );
  expect(left).toEqual(['other']);
});

test('what was taken back stays', async () => {
  expect(
    await leftBy(
      `writeFileSync('file', '');`,
      `const takeBack = removeAtExit('file');`,
      'takeBack();',
      'process.exit(0);',
    ),
  ).toEqual(['file']);
});

const WRITES = (ends: string): string =>
  `await writeWholeFile('.', 'text', async (temporary) => { ${ends}; return temporary; });`;

test('a text that was being written when the program ended leaves nothing behind', async () => {
  expect(await leftBy(WRITES('process.exit(130)'))).toEqual([]);
});

test('positive control: nothing helps against a kill', async () => {
  expect(await leftBy(WRITES(`process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})`))).toEqual([
    expect.stringMatching(/^\.earshot-.+\.tmp$/),
  ]);
});
