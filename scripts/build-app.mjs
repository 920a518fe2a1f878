import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies, projectNode } from './ensure-dependencies.mjs';
import { runChild } from './run-child.mjs';
import { fail, log as logStep } from './steps.mjs';
import { withSetupLock } from './with-setup-lock.mjs';

/**
 * Bundles the command line into out/ when its inputs changed since the last build.
 * @param {{root: string, log: (line: string) => void}} options
 */
export async function ensureApp({ root, log }) {
  const stampFile = join(root, 'out', 'build.stamp');
  const wanted = hashInputs(root);
  const program = join(root, 'out', 'cli', 'main.js');
  if (existsSync(program) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  log('bundling the program');
  // A build that ends halfway leaves a bundle that no stamp may speak for.
  rmSync(stampFile, { force: true });
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { code, output } = await runChild(projectNode(root), [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
  });
  if (code !== 0) throw new Error(`The bundle could not be built:\n${output}`);
  writeFileSync(stampFile, wanted);
}

function hashInputs(root) {
  const hash = createHash('sha256');
  const files = [
    ...listFiles(join(root, 'src')),
    join(root, 'vite.config.ts'),
    join(root, 'package.json'),
    join(root, 'package-lock.json'),
  ];
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
      await ensureApp({ root, log: logStep });
    });
  } catch (error) {
    fail(error.message);
  }
}
