import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './run-child.mjs';

/** The Node 24 that the project brings, whatever Node the system has. */
export function projectNode(root) {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * Runs `npm ci` when node_modules is missing or does not hold what package-lock.json names.
 * @param {{root: string, log: (line: string) => void}} options
 */
export async function ensureDependencies({ root, log }) {
  if (dependenciesAreInstalled(root)) return;
  const npmVersion = /^npm\/(\d+)/.exec(process.env.npm_config_user_agent ?? '')?.[1];
  if (npmVersion !== undefined && Number(npmVersion) < 11) {
    log(
      `npm ${npmVersion} ignores "allowScripts" in package.json; npm 11 or newer is needed (npm install -g npm@11)`,
    );
  }
  log('installing npm packages (npm ci)');
  const npmCli = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } =
    npmCli === undefined
      ? await runChild('npm', args, { cwd: root })
      : await runChild(process.execPath, [npmCli, ...args], { cwd: root });
  if (code !== 0) throw new Error(`npm ci failed:\n${output}`);
  if (!existsSync(projectNode(root))) {
    throw new Error(
      'npm ci did not install Node 24: install scripts seem to be off (npm config get ignore-scripts).',
    );
  }
  log('npm packages installed');
}

/** Compares the lock file with npm's record of what it installed; optional packages of other systems may be absent. */
function dependenciesAreInstalled(root) {
  if (!existsSync(projectNode(root))) return false;
  try {
    const wanted = readLock(join(root, 'package-lock.json'));
    const installed = readLock(join(root, 'node_modules', '.package-lock.json'));
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === '' || entry.link) return true;
      const present = installed[path];
      return present === undefined ? entry.optional === true : present.version === entry.version;
    });
  } catch {
    return false; // an unreadable record means that nobody knows what is installed
  }
}

function readLock(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
