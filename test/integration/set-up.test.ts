import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { projectRoot } from '../support/run-cli.ts';
import { suiteFolder } from '../support/suite-folder.ts';

type SetUp = { readonly root: string; readonly log: (line: string) => void };

const { ensureDependencies } = await load<{ ensureDependencies: (options: SetUp) => Promise<void> }>(
  'ensure-dependencies',
);
const { ensureApp } = await load<{
  ensureApp: (options: SetUp & { readonly names?: readonly string[] }) => Promise<void>;
}>('build-app');
const { ensureElectron } = await load<{
  ensureElectron: (options: SetUp) => Promise<{ program: string } | { problem: string }>;
}>('ensure-electron');
const { ensureNative } = await load<{
  ensureNative: (options: SetUp & { readonly cmakeArgs?: readonly string[] }) => Promise<{ built: boolean }>;
}>('build-native');
const { ensureSystemTools } = await load<{
  ensureSystemTools: (options: SetUp & { readonly needs: readonly string[] }) => Promise<void>;
}>('ensure-system-tools');
const { isOnPath } = await load<{ isOnPath: (program: string) => boolean }>('is-on-path');
const { runChild } = await load<{
  runChild: (
    command: string,
    args: readonly string[],
    options: { readonly timeoutMs: number },
  ) => Promise<{ code: number; output: string }>;
}>('run-child');
const { withSetupLock } = await load<{
  withSetupLock: (options: SetUp, work: () => Promise<void>) => Promise<void>;
}>('with-setup-lock');

/** The scripts are plain JavaScript without types: they run before anything is installed. */
async function load<Module>(name: string): Promise<Module> {
  const module: Module = await import(script(name));
  return module;
}

function script(name: string): string {
  return pathToFileURL(join(projectRoot, 'scripts', `${name}.mjs`)).href;
}

const folder = suiteFolder();
const here = `${process.platform}-${process.arch}`;
let root: string;
let said: string[];
let setUp: SetUp;

beforeEach(() => {
  root = mkdtempSync(join(folder, 'project-'));
  said = [];
  setUp = { root, log: (line) => said.push(line) };
  // Only what a test puts there can be found.
  vi.stubEnv('PATH', join(root, 'programs'));
  vi.stubEnv('FFMPEG_PATH', '');
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function write(path: string, text: string, mode = 0o644): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
  return file;
}

/** A program written in JavaScript. */
function writeProgram(path: string, source: string): string {
  return write(path, `#!${process.execPath}\n${source}`, 0o755);
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function linkProjectNode(): void {
  mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true });
  symlinkSync(process.execPath, join(root, 'node_modules/node/bin/node'));
}

// --- npm packages ---

type Packages = Readonly<Record<string, object>>;

const other = process.platform === 'darwin' ? 'linux' : 'darwin';
const packages = {
  'node_modules/a': { version: '1.0.0' },
  'node_modules/b': { version: '2.0.0', dev: true },
};

/** A project with these packages in its lock and those in npm's record, and an npm that only notes that it ran. */
function dependencyProject(lock: Packages, installed: Packages): void {
  write('package-lock.json', JSON.stringify({ packages: { '': {}, ...lock } }));
  write('node_modules/.package-lock.json', JSON.stringify({ packages: installed }));
  linkProjectNode();
  const ran = JSON.stringify(join(root, 'npm-ran'));
  const npm = writeProgram(
    'npm.cjs',
    `require('node:fs').writeFileSync(${ran}, process.argv.slice(2).join(' '))`,
  );
  vi.stubEnv('npm_execpath', npm);
}

async function npmRan(): Promise<boolean> {
  rmSync(join(root, 'npm-ran'), { force: true });
  await ensureDependencies(setUp);
  return existsSync(join(root, 'npm-ran'));
}

test.each<[string, boolean, Packages, Packages]>([
  ['all that the lock names is there', false, packages, packages],
  ['a package is missing', true, packages, { 'node_modules/a': { version: '1.0.0' } }],
  ['a package has another version', true, packages, { ...packages, 'node_modules/a': { version: '1.0.1' } }],
  [
    'an optional package for another system is missing',
    false,
    { ...packages, c: { version: '1.0.0', optional: true, os: [other] } },
    packages,
  ],
  [
    'an optional package for every system but this one is missing',
    false,
    { ...packages, c: { version: '1.0.0', optional: true, os: [`!${process.platform}`] } },
    packages,
  ],
  [
    'the optional package for this system is missing',
    true,
    { ...packages, c: { version: '1.0.0', optional: true, os: [process.platform], cpu: [process.arch] } },
    packages,
  ],
  [
    'an optional package for one C library of this system is missing',
    false,
    { ...packages, c: { version: '1.0.0', optional: true, os: [process.platform], libc: ['musl'] } },
    packages,
  ],
])('when %s, npm ci runs: %s', async (_, runs, lock, installed) => {
  dependencyProject(lock, installed);
  expect(await npmRan()).toBe(runs);
});

test('npm ci installs what the program is built with, whatever the environment leaves out', async () => {
  dependencyProject(packages, {});
  await npmRan();
  expect(read('npm-ran')).toMatch(/^ci .*--include=dev --include=optional/);
});

test('packages that came from another system are installed again', async () => {
  dependencyProject(packages, packages);
  rmSync(join(root, 'node_modules/node/bin/node'));
  writeProgram('node_modules/node/bin/node', `process.stdout.write('${other}-${process.arch}')`);
  write('node_modules/.earshot-platform', `${other}-${process.arch}`);
  expect(await npmRan()).toBe(true);
});

// --- the bundles ---

/** A project whose bundlers note what they build, and end as they are told. */
function appProject(): void {
  write('src/main.ts', 'export {};');
  write('src/renderer/page.ts', 'export {};');
  write('src/shared/contract.ts', 'export {};');
  const configs = ['vite.config.ts', 'vite.renderer.config.ts', 'electron.vite.config.ts'];
  for (const name of [...configs, 'package.json', 'package-lock.json']) write(name, '{}');
  linkProjectNode();
  const bundler = `const fs = require('node:fs');
    const config = process.argv[process.argv.indexOf('--config') + 1];
    const result = {
      'vite.config.ts': 'out/cli/main.js',
      'vite.renderer.config.ts': 'out/renderer/index.html',
      'electron.vite.config.ts': 'out/main/index.cjs',
    }[config];
    fs.mkdirSync(require('node:path').dirname(result), { recursive: true });
    fs.writeFileSync(result, '');
    fs.appendFileSync('builds', result.split('/')[1] + ' ');
    if (fs.existsSync('fails')) process.exit(1);`;
  write('node_modules/vite/bin/vite.js', bundler);
  write('node_modules/electron-vite/bin/electron-vite.js', bundler);
}

test.each<[string, string, () => void]>([
  ['nothing changed, they are kept', '', () => {}],
  [
    'a source of the program changed, only that is',
    'cli ',
    () => write('src/main.ts', 'export const a = 1;'),
  ],
  ['a source of the page changed, only that is', 'renderer ', () => write('src/renderer/page.ts', '1;')],
  ['the contract changed, both are', 'cli renderer ', () => write('src/shared/contract.ts', '1;')],
  ['package.json changed, both are', 'cli renderer ', () => write('package.json', '{"type":"module"}')],
  ['a way of building changed, only that one is', 'cli ', () => write('vite.config.ts', '{"a":1}')],
  ['the program is gone, only that is', 'cli ', () => rmSync(join(root, 'out/cli/main.js'))],
  ['the page is gone, only that is', 'renderer ', () => rmSync(join(root, 'out/renderer/index.html'))],
])('program and page are bundled once; when %s built again', async (_, builds, change) => {
  appProject();
  await ensureApp(setUp);
  change();
  await ensureApp(setUp);
  expect(read('builds')).toBe(`cli renderer ${builds}`);
});

test('what is named is bundled, and nothing else; the desktop app only when it is', async () => {
  appProject();
  await ensureApp({ ...setUp, names: ['program'] });
  await ensureApp({ ...setUp, names: ['desktop app'] });
  expect(read('builds')).toBe('cli main ');
  write('src/renderer/page.ts', '1;');
  await ensureApp({ ...setUp, names: ['desktop app'] });
  expect(read('builds')).toBe('cli main main ');
  await expect(ensureApp({ ...setUp, names: ['desktop'] })).rejects.toThrow('no bundle "desktop"');
});

test('a bundle that could not be finished is built again, even from the old sources', async () => {
  appProject();
  await ensureApp(setUp);
  write('src/main.ts', 'export const a = 1;');
  write('fails', '');
  await expect(ensureApp(setUp)).rejects.toThrow('could not be built');
  rmSync(join(root, 'fails'));
  write('src/main.ts', 'export {};');
  await ensureApp(setUp);
  expect(read('builds')).toBe('cli renderer cli cli ');
});

// --- the engine ---

const best = process.arch === 'arm64' ? 'dotprod' : 'avx2';

/** A project whose cmake notes how it is configured and "compiles" variants that know the best one for this machine. */
function nativeProject(): void {
  write('package.json', '{}');
  write('node_modules/nodejs-whisper/package.json', '{"version":"1.9.1"}');
  write('native/CMakeLists.txt', '');
  write('native/src/main.cpp', '');
  writeProgram('engine', `console.log(JSON.stringify({ supported: ['${best}', 'baseline'] }))`);
  writeProgram(
    'programs/cmake',
    `const fs = require('node:fs');
    const args = process.argv.slice(2);
    const root = ${JSON.stringify(root)};
    if (args[0] === '-S') fs.appendFileSync(root + '/configured', args.filter((arg) => arg.startsWith('-DGGML')).join(' ') + ';');
    else {
      fs.mkdirSync(args[1] + '/out', { recursive: true });
      fs.copyFileSync(root + '/engine', args[1] + '/out/' + args[args.indexOf('--target') + 1]);
    }`,
  );
}

function engines(): string[] {
  return readdirSync(join(root, 'resources/bin', here)).filter((name) => !name.endsWith('.json'));
}

const freshEngines = [`whisper-runner-${best}`, 'whisper-runner-baseline'].toSorted();

test('the engine is built once, as the baseline and as the best variant of this machine', async () => {
  nativeProject();
  expect(await ensureNative(setUp)).toEqual({ built: true });
  expect(engines()).toEqual(freshEngines);
  expect(await ensureNative(setUp)).toEqual({ built: false });
});

test('arguments for CMake hold until others are given, or none', async () => {
  nativeProject();
  await ensureNative({ ...setUp, cmakeArgs: ['-DGGML_VULKAN=ON'] });
  expect(await ensureNative(setUp)).toEqual({ built: false });
  write('native/src/main.cpp', '// changed');
  await ensureNative(setUp);
  await ensureNative({ ...setUp, cmakeArgs: [] });
  expect(read('configured')).toBe('-DGGML_VULKAN=ON;-DGGML_VULKAN=ON;;');
});

test('a variant that was built from older sources is removed', async () => {
  nativeProject();
  await ensureNative(setUp);
  write(`resources/bin/${here}/whisper-runner-old`, '');
  write('native/src/main.cpp', '// changed');
  await ensureNative(setUp);
  expect(engines()).toEqual(freshEngines);
});

// --- system tools ---

test('a program on PATH is a file that may be executed', () => {
  writeProgram('programs/good', '');
  write('programs/unfinished', '');
  mkdirSync(join(root, 'programs/folder'));
  expect(['good', 'unfinished', 'folder', 'absent'].filter(isOnPath)).toEqual(['good']);
});

test('whoever may not install is told at once of all that is missing', async () => {
  vi.spyOn(process, 'getuid').mockReturnValue(1000);
  await expect(ensureSystemTools({ ...setUp, needs: ['cmake', 'compiler', 'ffmpeg'] })).rejects.toThrow(
    /^Missing: cmake, a C\+\+ compiler with make, ffmpeg\. To install, .*$/,
  );
});

test('a browser for tests is named as any other tool', async () => {
  vi.spyOn(process, 'getuid').mockReturnValue(1000);
  await expect(ensureSystemTools({ ...setUp, needs: ['chromium'] })).rejects.toThrow(
    /^Missing: Chromium\. To/,
  );
  writeProgram('programs/chromium', '');
  await ensureSystemTools({ ...setUp, needs: ['chromium'] });
});

test('an ffmpeg that could not be fetched is named with the reason, and tried again', async () => {
  vi.spyOn(process, 'getuid').mockReturnValue(1000);
  const program = join(root, 'node_modules/ffmpeg-static/ffmpeg');
  write('package.json', '{}');
  write('node_modules/ffmpeg-static/index.js', `module.exports = ${JSON.stringify(program)};`);
  // What is left of a download that was cut off.
  write('node_modules/ffmpeg-static/ffmpeg', 'half');
  const install = 'node_modules/ffmpeg-static/install.js';
  write(install, `console.error('no such host\\n  at somewhere'); process.exit(1);`);
  const needs = ['ffmpeg'];
  await expect(ensureSystemTools({ ...setUp, needs })).rejects.toThrow('could not fetch it: no such host)');
  write(
    install,
    `require('node:fs').writeFileSync(${JSON.stringify(program)}, '', { mode: 0o755, flag: 'wx' })`,
  );
  await ensureSystemTools({ ...setUp, needs });
  await ensureSystemTools({ ...setUp, needs });
  expect(said.filter((line) => line.startsWith('downloading'))).toHaveLength(2);
});

test('a program that does not end is stopped at its time limit', async () => {
  const { code, output } = await runChild(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    timeoutMs: 100,
  });
  expect([code, output.trim()]).toEqual([128, 'Stopped after 0.1 s.']);
});

// --- Electron ---

/** A project whose installer of Electron does this. */
function electronProject(installer: string): void {
  linkProjectNode();
  write('node_modules/electron/install.js', installer);
  vi.stubEnv('DISPLAY', ':0');
  vi.spyOn(process, 'getuid').mockReturnValue(1000);
}

const INSTALLER = `const fs = require('node:fs');
  fs.mkdirSync(__dirname + '/dist');
  fs.writeFileSync(__dirname + '/dist/electron', '');
  fs.writeFileSync(__dirname + '/path.txt', 'electron');`;

test("Electron's program is fetched by its own installer, once", async () => {
  electronProject(INSTALLER);
  const found = { program: join(root, 'node_modules/electron/dist/electron') };
  expect(await ensureElectron(setUp)).toEqual(found);
  expect(await ensureElectron(setUp)).toEqual(found);
  expect(said).toHaveLength(1);
});

test('where it cannot be fetched, the reason is told in a line, and the next command tries again', async () => {
  electronProject(`console.error('fetch failed\\n  at somewhere'); process.exit(1);`);
  expect(await ensureElectron(setUp)).toEqual({ problem: 'Electron could not be downloaded: fetch failed' });
  write('node_modules/electron/install.js', INSTALLER);
  expect(await ensureElectron(setUp)).toHaveProperty('program');
});

test('what is left of a download that was cut off is not taken for Electron', async () => {
  electronProject('process.exit(1)');
  write('node_modules/electron/path.txt', 'electron');
  expect(await ensureElectron(setUp)).toHaveProperty('problem');
});

test.runIf(process.platform === 'linux')('without a screen, and as root, nothing is fetched', async () => {
  electronProject(INSTALLER);
  vi.spyOn(process, 'getuid').mockReturnValue(0);
  expect(await ensureElectron(setUp)).toEqual({ problem: 'windows are not opened as root' });
  vi.stubEnv('DISPLAY', '');
  vi.stubEnv('WAYLAND_DISPLAY', '');
  expect(await ensureElectron(setUp)).toEqual({ problem: 'there is no screen' });
  expect(said).toEqual([]);
});

// --- two commands at once ---

test('a second command waits until the first has set up', async () => {
  const steps = join(root, 'steps');
  const holder = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { appendFileSync } from 'node:fs';
      import { once } from 'node:events';
      const { withSetupLock } = await import(${JSON.stringify(script('with-setup-lock'))});
      await withSetupLock({ root: ${JSON.stringify(root)}, log: () => {} }, async () => {
        process.stdout.write('locked');
        await once(process.stdin, 'data');
        appendFileSync(${JSON.stringify(steps)}, 'first ');
      });
      process.exit();`,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  await once(holder.stdout, 'data');
  const log = (line: string): void => {
    said.push(line);
    holder.stdin.write('go on');
  };
  await withSetupLock({ root, log }, async () => writeFileSync(steps, 'second', { flag: 'a' }));
  expect(readFileSync(steps, 'utf8')).toBe('first second');
  expect(said).toEqual([expect.stringContaining(`process ${holder.pid}`)]);
});

test.each([
  ['of a process that is gone', () => String(spawnSync(process.execPath, ['--version']).pid)],
  ['of a process before us with our id', () => String(process.pid)],
])('the lock %s is taken over, and given back after a failure', async (_, pid) => {
  write('.earshot-setup.lock/pid', pid());
  const failure = withSetupLock(setUp, async () => {
    expect(read('.earshot-setup.lock/pid')).toBe(String(process.pid));
    throw new Error('no network');
  });
  await expect(failure).rejects.toThrow('no network');
  expect(readdirSync(root)).toEqual([]);
});

// --- the launcher on an older Node ---

/** The launcher as an old Node would run it, with this program. */
function oldNode(program: string): string[] {
  mkdirSync(join(root, 'bin'));
  for (const name of ['earshot', 'package.json']) {
    copyFileSync(join(projectRoot, 'bin', name), join(root, 'bin', name));
  }
  write('package.json', '{"type":"module"}');
  write('out/cli/main.js', program);
  linkProjectNode();
  const pretend = write(
    'pretend.cjs',
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } });`,
  );
  return ['--require', pretend, join(root, 'bin/earshot')];
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'a %s that only the launcher gets reaches the program',
  async (signal) => {
    const launcher = spawn(
      process.execPath,
      oldNode(
        `process.on('${signal}', () => process.exit(40));
        process.stdin.on('end', () => process.exit(1)).resume();
        process.stdout.write('ready');`,
      ),
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    await once(launcher.stdout, 'data');
    launcher.kill(signal);
    expect(await once(launcher, 'exit')).toEqual([40, null]);
  },
);

test('the program gets the arguments, and its exit code is passed on', () => {
  const args = oldNode(`process.stdout.write(process.argv.slice(2).join()); process.exitCode = 3;`);
  const { status, stdout } = spawnSync(process.execPath, [...args, 'a b', '-c'], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([3, 'a b,-c']);
});

test('a Node that cannot be started is said to be so', () => {
  const args = oldNode('');
  rmSync(join(root, 'node_modules/node/bin/node'));
  write('node_modules/node/bin/node', 'for another system');
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([status, stderr]).toEqual([69, expect.stringContaining('could not start')]);
});
