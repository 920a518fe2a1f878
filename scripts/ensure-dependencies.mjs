import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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
  // NODE_ENV=production and npm's `omit` would leave out what the program is built with.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
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

/** Compares the lock file with npm's record of what it installed, and the record with this machine. */
function dependenciesAreInstalled(root) {
  if (!projectNodeRunsHere(root)) return false;
  try {
    const wanted = readLock(join(root, 'package-lock.json'));
    const installed = readLock(join(root, 'node_modules', '.package-lock.json'));
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === '' || entry.link) return true;
      const present = installed[path];
      return present === undefined ? mayBeAbsent(entry) : present.version === entry.version;
    });
  } catch {
    return false; // an unreadable record means that nobody knows what is installed
  }
}

/**
 * The package `node` fetches its program itself, so the lock does not say for which system. The program is asked once;
 * the answer lies in node_modules, where it goes away with what it describes.
 */
function projectNodeRunsHere(root) {
  const node = projectNode(root);
  if (!existsSync(node)) return false;
  const record = join(root, 'node_modules', '.earshot-platform');
  const here = `${process.platform}-${process.arch}`;
  if (existsSync(record) && readFileSync(record, 'utf8') === here) return true;
  const question = "process.stdout.write(process.platform + '-' + process.arch)";
  if (spawnSync(node, ['-e', question], { encoding: 'utf8' }).stdout !== here) return false;
  try {
    writeFileSync(record, here);
  } catch {
    // A folder that we may only read: asking again costs less than refusing to work.
  }
  return true;
}

/** An optional package may be absent unless it names this system. Which C library this is cannot be told cheaply. */
function mayBeAbsent({ optional = false, os, cpu, libc }) {
  if (!optional) return false;
  const isForThisMachine = (os ?? cpu) && fits(os, process.platform) && fits(cpu, process.arch);
  return !isForThisMachine || libc !== undefined;
}

/** npm's lists of systems: names that fit, or names with "!" that do not. */
function fits(list, name) {
  if (list === undefined) return true;
  const wanted = list.filter((entry) => !entry.startsWith('!'));
  return !list.includes(`!${name}`) && (wanted.length === 0 || wanted.includes(name));
}

function readLock(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
