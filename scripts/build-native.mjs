#!/usr/bin/env node
// Builds the transcription engine (native/) into resources/bin/<platform>-<arch>/: the CPU variant that this machine runs best, and
// the baseline that every machine runs. Does nothing, within milliseconds, when the executables are up to date.
//
//   node scripts/build-native.mjs [--all] [--variant a,b] [--force] [--sanitize] [-- <cmake arguments>]
//
// Plain JavaScript on Node 18's own modules, because it runs before anything is installed or compiled.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const VARIANTS_BY_ARCH = {
  x64: ['baseline', 'avx', 'avx2', 'avx512'],
  arm64: ['baseline', 'dotprod'],
};

const HOW_TO_INSTALL = {
  linux: 'On Debian or Ubuntu: sudo apt install cmake g++',
  darwin: 'On macOS: xcode-select --install && brew install cmake',
  win32:
    'On Windows: install CMake and the "Desktop development with C++" workload of the Visual Studio Build Tools',
};

/**
 * Makes sure that the engine's executables are there and match their sources.
 *
 * @param {object} options
 * @param {string} options.root the repository
 * @param {(line: string) => void} options.log gets short progress lines
 * @param {boolean} [options.all] build every CPU variant of this architecture (for releases)
 * @param {string[]} [options.variants] build exactly these
 * @param {boolean} [options.force] build even if everything is up to date
 * @param {boolean} [options.sanitize] build with AddressSanitizer and UndefinedBehaviorSanitizer, into build/native/sanitize/out only
 * @param {() => Promise<void>} [options.prepare] called before anything is built: the moment to see to the compiler
 * @param {string[]} [options.cmakeArgs] passed to CMake's configure step, for example -DGGML_VULKAN=ON
 * @returns {Promise<{built: boolean}>}
 */
export async function ensureNative({
  root,
  log,
  all = false,
  variants,
  force = false,
  sanitize = false,
  prepare = async () => {},
  cmakeArgs = [],
}) {
  const known = VARIANTS_BY_ARCH[process.arch];
  if (!known) throw new Error(`There is no engine for the architecture ${process.arch}.`);
  const unknown = variants?.find((variant) => !known.includes(variant));
  if (unknown !== undefined)
    throw new Error(`Unknown variant "${unknown}". Known here: ${known.join(', ')}.`);

  const whisper = locateWhisper(root);
  const outDir = path.join(root, 'resources', 'bin', `${process.platform}-${process.arch}`);
  const stampFile = path.join(outDir, 'native.stamp.json');
  const sourceHash = hashSources(root, whisper.version, cmakeArgs);
  const stamp = force ? undefined : await readStamp(stampFile, sourceHash);
  const present = (stamp?.variants ?? []).filter((variant) =>
    existsSync(path.join(outDir, executableName(variant))),
  );

  // Which variant is best is remembered for each CPU model, so that the usual case needs no child process.
  const cpuModel = os.cpus()[0]?.model ?? 'unknown';
  const bestKnown = stamp?.bestVariantByCpu?.[cpuModel];
  const wanted = variants ?? (all ? known : ['baseline', ...(bestKnown ? [bestKnown] : [])]);
  const bestIsNeeded =
    variants === undefined && !all && bestKnown === undefined && !known.every((v) => present.includes(v));
  if (!sanitize && !bestIsNeeded && wanted.every((variant) => present.includes(variant)))
    return { built: false };

  await prepare();
  const started = Date.now();
  const say = (line) => log(`${line} (${Math.round((Date.now() - started) / 1000)} s)`);
  const buildDir = path.join(root, 'build', 'native', sanitize ? 'sanitize' : 'release');
  await configure({ root, buildDir, whisper, variants: known, sanitize, cmakeArgs, force, say });

  const install = async (variant) => {
    await compile(buildDir, variant, say);
    if (sanitize) return;
    await mkdir(outDir, { recursive: true });
    // Under another name first: the old executable may be running, and a half-written one must never be started.
    const target = path.join(outDir, executableName(variant));
    const temporary = `${target}.${process.pid}.tmp`;
    await copyFile(path.join(buildDir, 'out', executableName(variant)), temporary);
    await rename(temporary, target);
  };

  const done = new Set(present);
  const bestVariantByCpu = { ...stamp?.bestVariantByCpu };
  const queue = wanted.filter((variant) => sanitize || !done.has(variant));
  for (const variant of queue) {
    await install(variant);
    done.add(variant);
  }
  if (bestIsNeeded) {
    const runnerDir = sanitize ? path.join(buildDir, 'out') : outDir;
    const probe = await run(path.join(runnerDir, executableName('baseline')), ['--probe'], () => {});
    const best = JSON.parse(probe).supported[0];
    bestVariantByCpu[cpuModel] = best;
    if (!done.has(best)) {
      await install(best);
      done.add(best);
    }
  }
  if (sanitize) {
    say(`engine with sanitizers is in ${path.relative(root, path.join(buildDir, 'out'))}`);
    return { built: true };
  }
  await writeFile(
    `${stampFile}.tmp`,
    JSON.stringify({ sourceHash, variants: [...done].toSorted(), bestVariantByCpu }, null, 2),
  );
  await rename(`${stampFile}.tmp`, stampFile);
  say(`engine is ready: ${[...done].toSorted().join(', ')}`);
  return { built: true };
}

function executableName(variant) {
  return `whisper-runner-${variant}${process.platform === 'win32' ? '.exe' : ''}`;
}

function locateWhisper(root) {
  const require = createRequire(path.join(root, 'package.json'));
  let manifest;
  try {
    manifest = require.resolve('nodejs-whisper/package.json');
  } catch (cause) {
    throw new Error('The package nodejs-whisper is not installed. Run npm ci first.', { cause });
  }
  return {
    sourceDir: path.join(path.dirname(manifest), 'cpp', 'whisper.cpp'),
    version: JSON.parse(readFileSync(manifest, 'utf8')).version,
  };
}

function hashSources(root, whisperVersion, cmakeArgs) {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([whisperVersion, cmakeArgs, process.platform, process.arch]));
  const nativeDir = path.join(root, 'native');
  const sources = readdirSync(path.join(nativeDir, 'src'))
    .toSorted()
    .map((name) => path.join(nativeDir, 'src', name));
  for (const file of [path.join(nativeDir, 'CMakeLists.txt'), ...sources, fileURLToPath(import.meta.url)]) {
    hash.update(`\0${path.basename(file)}\0`);
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

async function readStamp(file, sourceHash) {
  try {
    const stamp = JSON.parse(await readFile(file, 'utf8'));
    return stamp.sourceHash === sourceHash ? stamp : undefined;
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function configure({ root, buildDir, whisper, variants, sanitize, cmakeArgs, force, say }) {
  // Ninja starts faster and schedules better; without it, CMake's own default (make, Visual Studio) does.
  const generator = isOnPath('ninja') ? ['-G', 'Ninja'] : [];
  const args = [
    '-S',
    path.join(root, 'native'),
    '-B',
    buildDir,
    ...generator,
    '-DCMAKE_BUILD_TYPE=Release',
    `-DWHISPER_SOURCE_DIR=${whisper.sourceDir}`,
    `-DEARSHOT_VARIANTS=${variants.join(';')}`,
    `-DEARSHOT_SANITIZE=${sanitize ? 'ON' : 'OFF'}`,
    ...cmakeArgs,
  ];
  // CMake refuses a build folder that was made by another generator or for another place.
  const keyFile = path.join(buildDir, 'earshot-configure.json');
  const key = JSON.stringify(args);
  const oldKey = existsSync(keyFile) ? await readFile(keyFile, 'utf8') : undefined;
  if (force || oldKey !== key) await rm(buildDir, { recursive: true, force: true });
  await mkdir(buildDir, { recursive: true });
  say('configuring the engine');
  await run('cmake', args, () => {});
  await writeFile(keyFile, key);
}

async function compile(buildDir, variant, say) {
  say(`compiling ${variant}`);
  let lastSaid = Date.now();
  const args = ['--build', buildDir, '--config', 'Release', '--target', `whisper-runner-${variant}`];
  await run('cmake', [...args, '--parallel', String(os.cpus().length)], (line) => {
    const progress = /^\[\s*(\d+\/\d+|\d+%)\]/.exec(line)?.[1];
    if (!progress || Date.now() - lastSaid < 10_000) return;
    lastSaid = Date.now();
    say(`compiling ${variant}: ${progress}`);
  });
}

function isOnPath(program) {
  const name = process.platform === 'win32' ? `${program}.exe` : program;
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .some((dir) => dir !== '' && existsSync(path.join(dir, name)));
}

// Runs a program without a shell. Resolves with its stdout.
function run(program, args, onLine) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const tail = [];
    let stdout = '';
    const follow = (stream) => {
      let rest = '';
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        const lines = (rest + text).split(/\r?\n/);
        rest = lines.pop() ?? '';
        for (const line of lines) {
          tail.push(line);
          if (tail.length > 30) tail.shift();
          onLine(line);
        }
      });
      stream.on('end', () => {
        if (rest !== '') tail.push(rest);
      });
    };
    child.stdout.on('data', (bytes) => {
      stdout += bytes;
    });
    follow(child.stdout);
    follow(child.stderr);
    child.on('error', (cause) => {
      const missing = cause.code === 'ENOENT';
      const hint = missing
        ? ` ${HOW_TO_INSTALL[process.platform] ?? 'Install CMake and a C++17 compiler.'}`
        : '';
      reject(new Error(`${program} could not be started.${hint}`, { cause }));
    });
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(stdout);
      reject(
        new Error(
          `${program} ${args.slice(0, 2).join(' ')} failed (${signal ?? `exit code ${code}`}):\n${tail.slice(-30).join('\n')}`,
        ),
      );
    });
  });
}

function parseArguments(argv) {
  const separator = argv.indexOf('--');
  const own = separator < 0 ? argv : argv.slice(0, separator);
  const options = { cmakeArgs: separator < 0 ? [] : argv.slice(separator + 1) };
  for (let i = 0; i < own.length; i++) {
    if (own[i] === '--all') options.all = true;
    else if (own[i] === '--force') options.force = true;
    else if (own[i] === '--sanitize') options.sanitize = true;
    else if (own[i] === '--variant' && own[i + 1]) options.variants = own[++i].split(',');
    else
      throw new Error(
        `Unknown argument "${own[i]}". Usage: build-native.mjs [--all] [--variant a,b] [--force] [--sanitize] [-- <cmake arguments>]`,
      );
  }
  return options;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
    const { built } = await ensureNative({
      root,
      log: console.log,
      ...parseArguments(process.argv.slice(2)),
    });
    if (!built) console.log('the engine is up to date');
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
