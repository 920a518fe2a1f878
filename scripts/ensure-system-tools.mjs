import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { canRun, runChild } from './run-child.mjs';

const INSTALL_ADVICE = {
  linux: (tools) =>
    `Install them, for example: sudo apt-get install ${tools.debian.join(' ')}  (Fedora: sudo dnf install ${tools.fedora.join(' ')})`,
  darwin: (tools) =>
    `Install them, for example: brew install ${tools.brew.join(' ')}${tools.compiler ? ' && xcode-select --install' : ''}`,
  win32: (tools) => `Install them, for example: winget install ${tools.winget.join(' ')}`,
};

/**
 * Makes sure that cmake and a C++ compiler are there. As root on Debian or Ubuntu it installs them.
 * @param {{log: (line: string) => void}} options
 */
export async function ensureCompiler({ log }) {
  const tools = { debian: [], fedora: [], brew: [], winget: [], compiler: false };
  if (!(await canRun('cmake'))) {
    tools.debian.push('cmake');
    tools.fedora.push('cmake');
    tools.brew.push('cmake');
    tools.winget.push('Kitware.CMake');
  }
  // On Windows cmake finds Visual Studio by itself; there is no command to ask for on PATH.
  if (process.platform !== 'win32') {
    const hasCompiler = (await canRun('c++')) && ((await canRun('make')) || (await canRun('ninja')));
    if (!hasCompiler) {
      tools.compiler = true;
      tools.debian.push('g++', 'make');
      tools.fedora.push('gcc-c++', 'make');
    }
  }
  if (tools.debian.length > 0 || tools.compiler) await install('the engine build', tools, log);
}

/**
 * Makes sure that an ffmpeg can be found: FFMPEG_PATH, the one of ffmpeg-static, or one on PATH.
 * @param {{root: string, log: (line: string) => void}} options
 */
export async function ensureFfmpeg({ root, log }) {
  if (process.env.FFMPEG_PATH !== undefined || existsSync(ffmpegStaticPath(root)) || isOnPath('ffmpeg'))
    return;
  if (canUseApt()) {
    await install('decoding', { debian: ['ffmpeg'], fedora: [], brew: [], winget: [], compiler: false }, log);
    return;
  }
  log("downloading ffmpeg with ffmpeg-static's own installer");
  const { code } = await runChild(
    process.execPath,
    [join(root, 'node_modules', 'ffmpeg-static', 'install.js')],
    { cwd: root },
  );
  if (code === 0 && existsSync(ffmpegStaticPath(root))) return;
  await install(
    'decoding',
    { debian: ['ffmpeg'], fedora: ['ffmpeg'], brew: ['ffmpeg'], winget: ['Gyan.FFmpeg'], compiler: false },
    log,
  );
}

function ffmpegStaticPath(root) {
  try {
    return createRequire(join(root, 'package.json'))('ffmpeg-static') ?? '';
  } catch {
    return ''; // the package does not know this platform
  }
}

/** Looks along PATH without starting anything: a second run of a command must not pay for set-up. */
function isOnPath(program) {
  const names = process.platform === 'win32' ? [`${program}.exe`] : [program];
  const folders = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':');
  return folders.some((folder) => folder !== '' && names.some((name) => existsSync(join(folder, name))));
}

function canUseApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false; // no os-release: not a Debian
  }
}

async function install(purpose, tools, log) {
  const names = tools.debian.join(' ');
  if (!canUseApt()) {
    const advice = INSTALL_ADVICE[process.platform] ?? INSTALL_ADVICE.linux;
    throw new Error(`Missing for ${purpose}: ${names}. ${advice(tools)}`);
  }
  log(`installing ${names} (apt-get), needed for ${purpose}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...tools.debian];
  let result = await runChild('apt-get', args, { env });
  if (result.code !== 0) {
    // A fresh image has no package lists, or old ones that name files which are gone.
    await runChild('apt-get', ['update', '-qq'], { env });
    result = await runChild('apt-get', args, { env });
  }
  if (result.code !== 0) throw new Error(`apt-get could not install ${names}:\n${result.output}`);
  log(`${names} installed`);
}
