import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type { BenchPaths } from './bench-paths.ts';
import { markdownTable } from './report.ts';

/** A Markdown table of everything that the figures depend on. */
export async function describeMachine(
  paths: BenchPaths,
  variant: string,
  ffmpegVersion: string,
): Promise<string> {
  const whisperCMake = await readFile(join(paths.whisperSource, 'CMakeLists.txt'), 'utf8');
  return markdownTable([
    ...(await computerRows()),
    ['whisper.cpp', /VERSION (\d+\.\d+\.\d+)\)/u.exec(whisperCMake)?.[1] ?? 'unknown'],
    ['model', 'Whisper base (multilingual), q8_0'],
    ["this machine's best engine build", variant],
    ['ffmpeg', ffmpegVersion],
    ['threads', '2 in all for every engine; English fixed'],
  ]);
}

/** The same for what does not use the engine's own speed. */
export async function describeBrowser(version: string): Promise<string> {
  return markdownTable([...(await computerRows()), ['Chromium', version]]);
}

async function computerRows(): Promise<string[][]> {
  const osRelease = await readFile('/etc/os-release', 'utf8');
  return [
    ['', ''],
    ['processor', `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores`],
    ['memory', `${(totalmem() / 2 ** 30).toFixed(0)} GiB`],
    ['system', `${/^PRETTY_NAME="?([^"\n]*)/mu.exec(osRelease)?.[1] ?? 'Linux'}, kernel ${release()}`],
    ['date', new Date().toISOString().slice(0, 10)],
    ['Node', process.versions.node],
  ];
}
