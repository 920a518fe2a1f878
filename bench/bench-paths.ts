import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the benchmark finds and puts things. */
export type BenchPaths = {
  readonly root: string;
  readonly recordings: string;
  readonly model: string;
  readonly vadModel: string;
  /** The source tree that both our engine and the whisper-cli of the comparison are built from. Never written to. */
  readonly whisperSource: string;
  readonly earshot: string;
  readonly nativePrograms: string;
  readonly nativeBuilds: string;
  /** Everything that a run makes: sound files, transcripts, the report. */
  readonly work: string;
};

export function benchPaths(): BenchPaths {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const whisperPackage = createRequire(import.meta.url).resolve('nodejs-whisper/package.json');
  return {
    root,
    recordings: join(root, 'test', 'fixtures', 'audio'),
    model: join(root, 'resources', 'models', 'ggml-base-q8_0.bin'),
    vadModel: join(root, 'resources', 'models', 'ggml-silero-v6.2.0.bin'),
    whisperSource: join(dirname(whisperPackage), 'cpp', 'whisper.cpp'),
    earshot: join(root, 'bin', 'earshot'),
    nativePrograms: join(root, 'resources', 'bin', `${process.platform}-${process.arch}`),
    nativeBuilds: join(root, 'build', 'native'),
    work: join(root, 'build', 'bench'),
  };
}
