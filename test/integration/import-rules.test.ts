import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();

const root = join(import.meta.dirname, '..', '..');
const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');

/** Files of a project by their path from its root. */
type Project = Readonly<Record<string, string>>;

/** Lints a project of its own with our rules. @returns which rule was broken in which file, nothing for a clean one */
async function lint(project: Project): Promise<string[]> {
  const folder = await mkdtemp(join(suite, 'test-'));
  await mkdir(join(folder, 'scripts'));
  for (const file of ['.oxlintrc.json', 'scripts/import-rules.mjs']) {
    await copyFile(join(root, file), join(folder, file));
  }
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

/** A file that has nothing to do with the others of its project. */
type Case = { readonly path: string; readonly text: string };

/**
 * Lints many files that have nothing to do with each other, and starts oxlint only as often as one path comes again: each
 * start costs more than all files together. An `a.ts` gets a name of its own; no rule asks for that name.
 *
 * @returns which rules each file breaks, in the order of the cases
 */
async function lintEach(cases: readonly Case[]): Promise<string[][]> {
  const projects: Map<string, { readonly index: number; readonly text: string }>[] = [];
  for (const [index, { path, text }] of cases.entries()) {
    const own = path.replace(/\/a\.ts$/, `/a${index}.ts`);
    const free = projects.find((project) => !project.has(own));
    if (free === undefined) projects.push(new Map([[own, { index, text }]]));
    else free.set(own, { index, text });
  }
  const broken = cases.map((): string[] => []);
  for (const project of projects) {
    const files = [...project].map(([path, { text }]) => [path, text] as const);
    for (const line of await lint(Object.fromEntries(files))) {
      const [path = '', rule = ''] = line.split(': ');
      const { index } = project.get(path) ?? {};
      if (index === undefined) throw new Error(`nobody wrote the file of "${line}"`);
      broken[index]?.push(rule);
    }
  }
  return broken;
}

const BROKEN = 'import-rules';

function importing(specifier: string): string {
  return `import { thing } from '${specifier}';\nexport const other = thing;\n`;
}

const ALLOWED: readonly [path: string, specifier: string][] = [
  ['src/shared/a.ts', 'zod'],
  ['src/shared/a.ts', './b.ts'],
  ['src/shared/contract/a.ts', '../b.ts'],
  ['src/main/core/media/a.ts', './b.ts'],
  ['src/main/core/media/a.ts', '../process/b.ts'],
  ['src/main/core/media/a.ts', '../../../shared/b.ts'],
  ['src/main/core/media/a.ts', 'node:fs'],
  ['src/main/core/media/a.ts', 'node:fs/promises'],
  ['src/main/core/media/ffmpeg-static-path.ts', 'node:module'],
  ['src/main/core/api/a.ts', 'ws'],
  ['src/main/core/api/a.ts', '../events/b.ts'],
  ['src/main/core/logging/a.ts', 'pino'],
  ['src/main/core/logging/a.ts', 'rotating-file-stream'],
  ['src/main/core/storage/a.ts', 'better-sqlite3'],
  ['src/main/core/storage/migrations/a.ts', '../connection.ts'],
  ['src/main/core/process/owner-lock.ts', 'better-sqlite3'],
  ['src/main/core/queue/a.ts', '../storage/b.ts'],
  ['src/main/core/queue/a.ts', '../api/b.ts'],
  ['src/main/composition.ts', './core/media/b.ts'],
  ['src/main/open-queue.ts', './composition.ts'],
  ['src/main/open-queue.ts', './core/queue/b.ts'],
  ['src/main/serve-pages.ts', './headless/b.ts'],
  ['src/main/headless/a.ts', '../core/page/b.ts'],
  ['src/main/headless/a.ts', 'hono/utils/cookie'],
  ['src/main/headless/a.ts', '@hono/node-server'],
  ['src/main/cli/a.ts', '../core/api/b.ts'],
  ['src/main/cli/a.ts', '../open-queue.ts'],
  ['src/main/cli/jobs/a.ts', '../../composition.ts'],
  ['src/main/cli/a.ts', '../../shared/b.ts'],
  ['src/main/cli/a.ts', '../../../package.json'],
  ['src/main/cli/a.ts', 'commander'],
  ['test/support/a.ts', '../../src/main/core/storage/b.ts'],
  ['bench/a.ts', 'better-sqlite3'],
];

const FORBIDDEN: readonly [path: string, specifier: string][] = [
  ['src/shared/a.ts', 'node:fs'],
  ['src/shared/a.ts', 'fs'],
  ['src/shared/a.ts', 'execa'],
  ['src/shared/a.ts', 'zone.js'],
  ['src/shared/a.ts', 'zod-to-json-schema'],
  ['src/shared/a.ts', '../main/core/media/b.ts'],
  ['src/shared/contract/a.ts', '../../renderer/b.ts'],
  ['src/main/core/media/a.ts', 'electron'],
  ['src/main/core/media/a.ts', 'electron/main'],
  ['src/main/core/media/a.ts', '@electron/remote'],
  ['src/main/core/media/a.ts', 'execa'],
  ['src/main/core/media/a.ts', 'node:module'],
  ['src/main/core/media/a.ts', '../engine/b.ts'],
  ['src/main/core/media/a.ts', '../../cli/b.ts'],
  ['src/main/core/media/a.ts', '../../electron/b.ts'],
  ['src/main/core/media/a.ts', '../../headless/b.ts'],
  ['src/main/core/media/a.ts', '../../../preload/b.ts'],
  ['src/main/core/media/a.ts', '../../../renderer/b.ts'],
  ['src/main/core/media/a.ts', '../../composition.ts'],
  ['src/main/core/queue/a.ts', '../../composition.ts'],
  ['src/main/core/queue/a.ts', '../../open-queue.ts'],
  ['src/main/core/queue/a.ts', '../../cli/b.ts'],
  ['src/main/core/queue/a.ts', '../../../../test/support/b.ts'],
  ['src/main/core/queue/a.ts', '../../../../bench/b.ts'],
  ['src/main/core/queue/a.ts', '../../../../scripts/setup.mjs'],
  ['src/main/core/queue/a.ts', 'better-sqlite3'],
  ['src/main/core/queue/a.ts', 'ws'],
  ['src/main/core/queue/a.ts', 'pino'],
  ['src/main/core/api/a.ts', '../queue/b.ts'],
  ['src/main/core/api/a.ts', 'better-sqlite3'],
  ['src/main/core/events/a.ts', 'ws'],
  ['src/main/core/logging/a.ts', '../storage/b.ts'],
  ['src/main/core/page/a.ts', '../queue/b.ts'],
  ['src/main/core/page/a.ts', '../storage/b.ts'],
  ['src/main/core/page/a.ts', 'electron'],
  ['src/main/core/page/a.ts', 'hono'],
  ['src/main/core/process/a.ts', 'better-sqlite3'],
  ['src/main/core/process/a.ts', '../storage/b.ts'],
  ['src/main/core/storage/a.ts', '../transcription/b.ts'],
  ['src/main/core/storage/a.ts', '../queue/b.ts'],
  ['src/main/core/storage/a.ts', 'ws'],
  ['src/main/core/transcription/a.ts', '../media/b.ts'],
  ['src/main/core/transcription/a.ts', '../storage/b.ts'],
  ['src/main/core/a.ts', '../cli/b.ts'],
  ['src/main/core/a.ts', './media/b.ts'],
  ['src/main/composition.ts', 'electron'],
  ['src/main/composition.ts', './electron/b.ts'],
  ['src/main/open-queue.ts', './cli/b.ts'],
  ['src/main/open-queue.ts', 'better-sqlite3'],
  ['src/main/open-queue.ts', './headless/b.ts'],
  ['src/main/headless/a.ts', '../composition.ts'],
  ['src/main/headless/a.ts', '../page-host.ts'],
  ['src/main/headless/a.ts', '../cli/b.ts'],
  ['src/main/headless/a.ts', 'electron'],
  ['src/main/headless/a.ts', 'better-sqlite3'],
  ['src/main/health/a.ts', '../composition.ts'],
  ['src/main/health/a.ts', '../cli/b.ts'],
  ['src/main/cli/a.ts', 'electron'],
  ['src/main/cli/a.ts', '../electron/b.ts'],
  ['src/main/cli/a.ts', '../headless/b.ts'],
  ['src/main/cli/a.ts', '../../../test/support/b.ts'],
  ['src/main/cli/a.ts', 'ws'],
  ['src/a-folder-without-rules/a.ts', '../shared/b.ts'],
];

const PATH = 'src/main/core/media/a.ts';

const WAYS_AROUND = [
  "export { thing } from '../../cli/b.ts';",
  "export * from '../../cli/b.ts';",
  "export type { Other } from '../../cli/b.ts';",
  "import '../../cli/b.ts';",
  "import type { Other } from '../../cli/b.ts';\nexport type Mine = Other | null;",
  "export const load = () => import('../../cli/b.ts');",
  "const name = './b.ts';\nexport const load = () => import(name);",
];

const OTHER_WAYS_AROUND: readonly [text: string, rule: string][] = [
  ["export type Other = import('../../cli/b.ts').Other;", 'consistent-type-imports'],
  ["export const { thing } = require('../../cli/b.ts');", 'no-require-imports'],
];

describe('one file', () => {
  const imports = [...ALLOWED, ...FORBIDDEN].map(([path, specifier]) => ({
    path,
    text: importing(specifier),
  }));
  const ways = [...WAYS_AROUND, ...OTHER_WAYS_AROUND.map(([text]) => text)];
  const cases = [...imports, ...ways.map((text) => ({ path: PATH, text: `${text}\n` }))];
  let broken: string[][] = [];
  beforeAll(async () => {
    broken = await lintEach(cases);
  });

  const brokenBy = (path: string, text: string): string[] | undefined =>
    broken[cases.findIndex((each) => each.path === path && each.text === text)];

  test.each(ALLOWED)('%s may import %s', (path, specifier) => {
    expect(brokenBy(path, importing(specifier))).toEqual([]);
  });

  test.each(FORBIDDEN)('%s may not import %s', (path, specifier) => {
    expect(brokenBy(path, importing(specifier))).toEqual([BROKEN]);
  });

  test.each(WAYS_AROUND)('`%s` is no way around', (text) => {
    expect(brokenBy(PATH, `${text}\n`)).toContain(BROKEN);
  });

  test.each(OTHER_WAYS_AROUND)('`%s` is no way around either', (text, rule) => {
    expect(brokenBy(PATH, `${text}\n`)).toEqual([rule]);
  });
});

test('what may be imported for its types only brings no code along', async () => {
  const path = 'src/main/core/storage/a.ts';
  const mine = 'export type Mine = Other | null;\n';
  for (const types of [
    "import type { Other } from '../transcription/b.ts';",
    "import { type Other } from '../transcription/b.ts';",
  ]) {
    expect(await lint({ [path]: `${types}\n${mine}` })).toEqual([]);
  }
  const mixed = "import { type Other, thing } from '../transcription/b.ts';\nexport const other = thing;\n";
  expect(await lint({ [path]: `${mixed}${mine}` })).toEqual([`${path}: ${BROKEN}`]);
});

test('a circle of imports is refused, and the same files in a row are not', async () => {
  const last = 'export const thing = 1;\n';
  const folder = 'src/main/core/media';
  const row = { [`${folder}/a.ts`]: importing('./b.ts'), [`${folder}/b.ts`]: importing('./c.ts') };
  expect(await lint({ ...row, [`${folder}/c.ts`]: last })).toEqual([]);
  const circle = await lint({
    ...row,
    [`${folder}/c.ts`]: `import { other } from './a.ts';\n${last}void other;\n`,
  });
  expect(circle).toContain(`${folder}/a.ts: no-cycle`);
});

test('nothing is exported by default, except by the configuration of a tool', async () => {
  const text = 'export default { name: 1 };\n';
  expect(await lint({ 'src/main/core/a.ts': text })).toEqual(['src/main/core/a.ts: no-default-export']);
  expect(await lint({ 'vite.config.ts': text })).toEqual([]);
});
