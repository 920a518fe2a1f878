#!/usr/bin/env node
// Builds the transcription engine (native/) into resources/bin/<platform>-<arch>/: the CPU variant that this machine runs best, and
// the baseline that every machine runs. Does nothing, within milliseconds, when the executables are up to date.
//
//   node scripts/build-native.mjs [--all] [--variant a,b] [--force] [--sanitize] [-- <cmake arguments>]
//
// CMake arguments are kept for later builds until others, or none, follow a `--`.
// Plain JavaScript on Node 20's own modules, because it runs before anything is installed or compiled.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureDependencies } from './ensure-dependencies.mjs';
import { BUILD_TOOLS, ensureSystemTools } from './ensure-system-tools.mjs';
import { isOnPath } from './is-on-path.mjs';
import { fail, log as logStep } from './steps.mjs';
import { withSetupLock } from './with-setup-lock.mjs';

const VARIANTS_BY_ARCH = {
  x64: ['baseline', 'avx', 'avx2', 'avx512'],
  arm64: ['baseline', 'dotprod'],
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
 * @param {string[]} [options.cmakeArgs] passed to CMake's configure step, for example -DGGML_VULKAN=ON; without this the
 *   same as last time, or a command that knows nothing of them would build over an engine for the GPU
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
  cmakeArgs: chosenArgs,
}) {
  const known = VARIANTS_BY_ARCH[process.arch];
  if (!known) throw new Error(`There is no engine for the architecture ${process.arch}.`);
  const unknown = variants?.find((variant) => !known.includes(variant));
  if (unknown !== undefined)
    throw new Error(`Unknown variant "${unknown}". Known here: ${known.join(', ')}.`);

  const whisper = locateWhisper(root);
  const outDir = path.join(root, 'resources', 'bin', `${process.platform}-${process.arch}`);
  const stampFile = path.join(outDir, 'native.stamp.json');
  const lastStamp = await readStamp(stampFile);
  const cmakeArgs = chosenArgs ?? lastStamp?.cmakeArgs ?? [];
  const sourceHash = hashSources(root, whisper.version, cmakeArgs);
  const stamp = !force && lastStamp?.sourceHash === sourceHash ? lastStamp : undefined;
  const present = (stamp?.variants ?? []).filter((variant) =>
    existsSync(path.join(outDir, executableName(variant))),
  );

  // Which variant is best is remembered for each CPU model, so that the usual case needs no child process.
  const cpuModel = os.cpus()[0]?.model ?? 'unknown';
  const bestKnown = stamp?.bestVariantByCpu?.[cpuModel];
  // On an old machine the best variant is the baseline itself.
  const wanted = [...new Set(variants ?? (all ? known : ['baseline', bestKnown ?? 'baseline']))];
  const bestIsNeeded =
    variants === undefined && !all && bestKnown === undefined && !known.every((v) => present.includes(v));
  if (!sanitize && !bestIsNeeded && wanted.every((variant) => present.includes(variant)))
    return { built: false };

  await prepare();
  const started = Date.now();
  const say = (line) => log(`${line} (${Math.round((Date.now() - started) / 1000)} s)`);
  const buildDir = path.join(root, 'build', 'native', sanitize ? 'sanitize' : 'release');
  await configure({ root, buildDir, whisper, variants: known, sanitize, cmakeArgs, force, say });

  const compiled = wanted.filter((variant) => sanitize || !present.includes(variant));
  for (const variant of compiled) await compile(buildDir, variant, say);
  const bestVariantByCpu = { ...stamp?.bestVariantByCpu };
  if (bestIsNeeded) {
    const baselineDir = compiled.includes('baseline') ? path.join(buildDir, 'out') : outDir;
    const probe = await run(path.join(baselineDir, executableName('baseline')), ['--probe'], () => {});
    const best = JSON.parse(probe).supported[0];
    bestVariantByCpu[cpuModel] = best;
    if (!compiled.includes(best) && !present.includes(best)) {
      await compile(buildDir, best, say);
      compiled.push(best);
    }
  }
  if (sanitize) {
    say(`engine with sanitizers is in ${path.relative(root, path.join(buildDir, 'out'))}`);
    return { built: true };
  }

  const variantsNow = [...present, ...compiled].toSorted();
  await mkdir(outDir, { recursive: true });
  const stampText = (installed) =>
    JSON.stringify({ sourceHash, cmakeArgs, variants: installed, bestVariantByCpu }, null, 2);
  // Says first what is no longer true: should this end halfway, the next run must not trust a mixture.
  await replaceFile(stampFile, (file) => writeFile(file, stampText(present)));
  for (const name of compiled.map(executableName)) {
    await replaceFile(path.join(outDir, name), (file) => copyFile(path.join(buildDir, 'out', name), file));
  }
  await removeStaleExecutables(outDir, variantsNow);
  await replaceFile(stampFile, (file) => writeFile(file, stampText(variantsNow)));
  say(`engine is ready: ${variantsNow.join(', ')}`);
  return { built: true };
}

/** Writes under another name first: an old executable may be running, and a half-written one must never be started. */
async function replaceFile(file, write) {
  const temporary = `${file}.${process.pid}.tmp`;
  await write(temporary);
  await rename(temporary, file);
}

/** Earshot starts the best variant that lies here, so one that was built from older sources must go. */
async function removeStaleExecutables(outDir, variants) {
  const current = new Set(variants.map(executableName));
  for (const name of await readdir(outDir)) {
    if (name.startsWith('whisper-runner-') && !current.has(name)) await rm(path.join(outDir, name));
  }
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

async function readStamp(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
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
  say(['configuring the engine', ...cmakeArgs].join(' '));
  await run('cmake', args, () => {});
  await writeFile(keyFile, key);
}

async function compile(buildDir, variant, say) {
  say(`compiling ${variant}`);
  let lastSaid = Date.now();
  const args = ['--build', buildDir, '--config', 'Release', '--target', `whisper-runner-${variant}`];
  await run('cmake', [...args, '--parallel', String(os.availableParallelism())], (line) => {
    const progress = /^\[\s*(\d+\/\d+|\d+%)\]/.exec(line)?.[1];
    if (!progress || Date.now() - lastSaid < 10_000) return;
    lastSaid = Date.now();
    say(`compiling ${variant}: ${progress}`);
  });
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
      reject(new Error(`${program} could not be started: ${cause.message}`, { cause }));
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
  const options = separator < 0 ? {} : { cmakeArgs: argv.slice(separator + 1) };
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
    const log = logStep;
    const options = parseArguments(process.argv.slice(2));
    await withSetupLock({ root, log }, async () => {
      await ensureDependencies({ root, log });
      const prepare = () => ensureSystemTools({ root, log, needs: BUILD_TOOLS });
      const { built } = await ensureNative({ root, log, prepare, ...options });
      if (!built) log('the engine is up to date');
    });
  } catch (error) {
    fail(error.message);
  }
}
