import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isOnPath, isProgram } from './is-on-path.mjs';
import { canRun, runChild } from './run-child.mjs';

/** The download has some 30 MB. */
const DOWNLOAD_LIMIT_MS = 5 * 60_000;

/** What the engine is built with. */
export const BUILD_TOOLS = ['cmake', 'compiler'];

/** How to see whether a tool is there, and the packages that bring it. */
const TOOLS = {
  cmake: {
    title: 'cmake',
    isThere: () => canRun('cmake'),
    packages: { apt: ['cmake'], dnf: ['cmake'], brew: ['cmake'], winget: ['Kitware.CMake'] },
  },
  compiler: {
    title: 'a C++ compiler with make',
    // On Windows cmake finds Visual Studio by itself; there is no command to ask for on PATH.
    isThere: async () =>
      process.platform === 'win32' ||
      ((await canRun('c++')) && ((await canRun('make')) || (await canRun('ninja')))),
    packages: { apt: ['g++', 'make'], dnf: ['gcc-c++', 'make'], brew: [], winget: [] },
  },
  ffmpeg: {
    title: 'ffmpeg',
    // Whether FFMPEG_PATH names a program is for the program itself to say; empty counts as not set, as it does there.
    isThere: (root) =>
      Boolean(process.env.FFMPEG_PATH) || isProgram(ffmpegStaticPath(root)) || isOnPath('ffmpeg'),
    packages: { apt: ['ffmpeg'], dnf: ['ffmpeg-free'], brew: ['ffmpeg'], winget: ['Gyan.FFmpeg'] },
  },
  /** Only for tests of pages. */
  chromium: {
    title: 'Chromium',
    isThere: () => isOnPath('chromium'),
    packages: { apt: ['chromium'], dnf: ['chromium'], brew: ['chromium'], winget: ['Hibbiki.Chromium'] },
  },
};

const COMMANDS = {
  linux: (missing) =>
    `sudo apt-get install ${packagesOf(missing, 'apt')}  (Fedora: sudo dnf install ${packagesOf(missing, 'dnf')})`,
  darwin: (missing) =>
    [
      ...(missing.includes('compiler') ? ['xcode-select --install'] : []),
      ...(packagesOf(missing, 'brew') === '' ? [] : [`brew install ${packagesOf(missing, 'brew')}`]),
    ].join(' && '),
  win32: (missing) =>
    `winget install ${packagesOf(missing, 'winget')}${
      missing.includes('cmake')
        ? ', and the "Desktop development with C++" workload of the Visual Studio Build Tools'
        : ''
    }`,
};

/**
 * Makes sure that tools are there. As root on Debian or Ubuntu it installs what is missing; elsewhere it can only fetch
 * ffmpeg, and names all that is missing in one message.
 * @param {{root: string, log: (line: string) => void, needs: ('cmake' | 'compiler' | 'ffmpeg' | 'chromium')[]}} options
 */
export async function ensureSystemTools({ root, log, needs }) {
  const missing = [];
  for (const tool of needs) if (!(await TOOLS[tool].isThere(root))) missing.push(tool);
  if (missing.length === 0) return;
  if (canUseApt()) return installWithApt(missing, log);
  let problem = '';
  if (missing.every((tool) => tool === 'ffmpeg')) {
    problem = await downloadFfmpeg(root, log);
    if (problem === '') return;
    problem = ` (ffmpeg-static could not fetch it: ${problem})`;
  }
  const titles = missing.map((tool) => TOOLS[tool].title).join(', ');
  const command = (COMMANDS[process.platform] ?? COMMANDS.linux)(missing);
  throw new Error(`Missing: ${titles}${problem}. To install, for example: ${command}`);
}

/** @returns what went wrong, or nothing */
async function downloadFfmpeg(root, log) {
  const program = ffmpegStaticPath(root);
  if (program === '') return 'it has none for this system';
  log("downloading ffmpeg with ffmpeg-static's own installer");
  // Its installer takes any file of this name, however incomplete, for a finished download.
  rmSync(program, { force: true });
  const installer = join(root, 'node_modules', 'ffmpeg-static', 'install.js');
  const { output } = await runChild(process.execPath, ['--no-warnings', installer], {
    cwd: root,
    timeoutMs: DOWNLOAD_LIMIT_MS,
  });
  if (isProgram(program)) return '';
  return output.trim().split('\n')[0] || 'it does not say why';
}

function ffmpegStaticPath(root) {
  try {
    return createRequire(join(root, 'package.json'))('ffmpeg-static') ?? '';
  } catch {
    return ''; // the package does not know this platform
  }
}

function packagesOf(tools, manager) {
  return tools.flatMap((tool) => TOOLS[tool].packages[manager]).join(' ');
}

function canUseApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false; // no os-release: not a Debian
  }
}

async function installWithApt(missing, log) {
  const names = packagesOf(missing, 'apt');
  log(`installing ${names} (apt-get)`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...names.split(' ')];
  let result = await runChild('apt-get', args, { env });
  if (result.code !== 0) {
    // A fresh image has no package lists, or old ones that name files which are gone.
    await runChild('apt-get', ['update', '-qq'], { env });
    result = await runChild('apt-get', args, { env });
  }
  if (result.code !== 0) throw new Error(`apt-get could not install ${names}:\n${result.output}`);
  log(`${names} installed`);
}
