import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchPaths } from './bench-paths.ts';

/** `shipped`: the portable AVX2 build that apps carry, upstream's defaults otherwise. Else the flags of our own engine's variant. */
export type WhisperCliBuild =
  | { readonly kind: 'shipped' }
  | { readonly kind: 'like-engine'; readonly variant: string };

const AVX = ['GGML_SSE42', 'GGML_AVX'];
const AVX2 = [...AVX, 'GGML_AVX2', 'GGML_FMA', 'GGML_F16C', 'GGML_BMI2'];
const AVX512 = [...AVX2, 'GGML_AVX512', 'GGML_AVX512_VBMI', 'GGML_AVX512_VNNI', 'GGML_AVX512_BF16'];

/** The instruction sets of our own engine's variants. AMX is in none of them. */
const FEATURES: ReadonlyMap<string, readonly string[]> = new Map([
  ['baseline', []],
  ['avx', AVX],
  ['avx2', AVX2],
  ['avx512', AVX512],
]);

/**
 * Builds whisper-cli unless it is there and current.
 *
 * @returns the program's path
 */
export async function buildWhisperCli(
  paths: BenchPaths,
  build: WhisperCliBuild,
  log: (line: string) => void,
): Promise<string> {
  const name = build.kind === 'shipped' ? 'shipped' : build.variant;
  const definitions = definitionsFor(build);
  const sourceFolder = join(paths.root, 'bench', 'whisper-cli');
  const buildFolder = join(paths.nativeBuilds, `bench-whisper-cli-${name}`);
  const program = join(buildFolder, 'bin', 'whisper-cli');

  const stampFile = join(buildFolder, 'earshot-stamp');
  const stamp = await stampOf(paths, sourceFolder, definitions);
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === stamp) return program;

  log(`building whisper-cli (${name}), about a minute`);
  await rm(buildFolder, { recursive: true, force: true });
  await mkdir(buildFolder, { recursive: true });
  const configure = ['-S', sourceFolder, '-B', buildFolder, `-DWHISPER_SOURCE_DIR=${paths.whisperSource}`];
  await cmake([...configure, ...definitions.map((definition) => `-D${definition}`)]);
  await cmake(['--build', buildFolder, '--target', 'whisper-cli', '-j', String(availableParallelism())]);
  await writeFile(stampFile, stamp);
  return program;
}

function definitionsFor(build: WhisperCliBuild): string[] {
  const common = ['GGML_NATIVE=OFF'];
  if (build.kind === 'shipped') return [...common, ...enable(AVX2)];
  const features = FEATURES.get(build.variant);
  if (features === undefined)
    throw new Error(`no whisper-cli can be built to compare with the variant ${build.variant}`);
  const off = AVX512.filter((feature) => !features.includes(feature)).map((feature) => `${feature}=OFF`);
  return [...common, ...enable([...features, 'GGML_LLAMAFILE']), ...off, 'GGML_OPENMP=OFF'];
}

function enable(options: readonly string[]): string[] {
  return options.map((option) => `${option}=ON`);
}

/** Changes when the build would come out differently: another whisper.cpp, other flags, another build description. */
async function stampOf(
  paths: BenchPaths,
  sourceFolder: string,
  definitions: readonly string[],
): Promise<string> {
  const hash = createHash('sha256').update(definitions.join('\n'));
  hash.update(await readFile(join(sourceFolder, 'CMakeLists.txt')));
  hash.update(await readFile(join(paths.whisperSource, 'CMakeLists.txt')));
  return hash.digest('hex');
}

async function cmake(args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)('cmake', [...args], { maxBuffer: 1 << 26 });
  } catch (error) {
    const output =
      error instanceof Error && 'stderr' in error ? String(error.stderr).slice(-3000) : String(error);
    throw new Error(`cmake failed:\n${output}`, { cause: error });
  }
}
