import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies, projectNode } from './ensure-dependencies.mjs';
import { runChild } from './run-child.mjs';
import { fail, log as logStep } from './steps.mjs';
import { withSetupLock } from './with-setup-lock.mjs';

/** What is built from what. The page is the same in a browser and in the desktop app. */
const BUNDLES = [
  {
    name: 'program',
    builder: 'vite/bin/vite.js',
    configs: ['vite.config.ts'],
    result: 'out/cli/main.js',
    stamp: 'out/build.stamp',
    // Everything but what runs in a window.
    isInput: (path) => !path.startsWith('src/renderer/') && !path.startsWith('src/preload/'),
  },
  {
    name: 'page',
    builder: 'vite/bin/vite.js',
    configs: ['vite.renderer.config.ts'],
    result: 'out/renderer/index.html',
    stamp: 'out/renderer.stamp',
    isInput: (path) => path.startsWith('src/renderer/') || path.startsWith('src/shared/'),
  },
  {
    name: 'desktop app',
    builder: 'electron-vite/bin/electron-vite.js',
    // The second is a part of the first.
    configs: ['electron.vite.config.ts', 'vite.renderer.config.ts'],
    result: 'out/main/index.cjs',
    stamp: 'out/desktop.stamp',
    isInput: () => true,
  },
];

/** Enough for everything but the desktop app, which is only built where Electron can be had. */
const WITHOUT_ELECTRON = ['program', 'page'];

/**
 * Bundles what is named into out/ when its inputs changed since the last build.
 * @param {{root: string, log: (line: string) => void, names?: readonly string[]}} options `names`: of {@link BUNDLES}
 */
export async function ensureApp({ root, log, names = WITHOUT_ELECTRON }) {
  const unknown = names.filter((name) => BUNDLES.every((bundle) => bundle.name !== name));
  if (unknown.length > 0) throw new Error(`There is no bundle "${unknown[0]}".`);
  const sources = listFiles(join(root, 'src')).map((file) => ({
    file,
    path: relative(root, file).replaceAll(sep, '/'),
  }));
  for (const bundle of BUNDLES) {
    if (names.includes(bundle.name)) await ensureBundle(bundle, sources, { root, log });
  }
}

async function ensureBundle(bundle, sources, { root, log }) {
  const { name, builder, configs, result, stamp, isInput } = bundle;
  const stampFile = join(root, stamp);
  const inputs = sources.filter(({ path }) => isInput(path)).map(({ file }) => file);
  const wanted = hashFiles(root, [
    ...inputs,
    ...[...configs, 'package.json', 'package-lock.json'].map((file) => join(root, file)),
  ]);
  const isBuilt = existsSync(join(root, result)) && existsSync(stampFile);
  if (isBuilt && readFileSync(stampFile, 'utf8') === wanted) return;
  log(`bundling the ${name}`);
  // A build that ends halfway leaves a bundle that no stamp may speak for.
  rmSync(stampFile, { force: true });
  const args = [join(root, 'node_modules', builder), 'build', '--config', configs[0], '--logLevel', 'warn'];
  const { code, output } = await runChild(projectNode(root), args, { cwd: root });
  if (code !== 0) throw new Error(`The bundle of the ${name} could not be built:\n${output}`);
  writeFileSync(stampFile, wanted);
}

function hashFiles(root, files) {
  const hash = createHash('sha256');
  for (const file of files.toSorted((a, b) => (a < b ? -1 : 1))) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  try {
    await withSetupLock({ root, log: logStep }, async () => {
      await ensureDependencies({ root, log: logStep });
      const names = process.argv.slice(2);
      await ensureApp({ root, log: logStep, ...(names.length === 0 ? {} : { names }) });
    });
  } catch (error) {
    fail(error.message);
  }
}
