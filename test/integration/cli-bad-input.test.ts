import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/shared/errors.ts';
import { CliHome } from '../support/cli-home.ts';
import { ffmpeg, fixture, picture, riffChunk, wavFile, wavFormat } from '../support/make-media.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';
import { runInHome } from '../support/run-in-home.ts';
import { asOneLine, ScriptedCli } from '../support/scripted-cli.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const cli = new ScriptedCli(folder);
const format = riffChunk('fmt ', wavFormat(1, 16_000));
const second = riffChunk('data', Buffer.alloc(32_000, 1));

/** A file that Linux lets nobody read, not even root: something in sysfs that can only be written. */
const writeOnly = '/sys/bus/pci/rescan';
const isRoot = process.getuid?.() === 0;
const canLock = process.platform !== 'win32' && (!isRoot || existsSync(writeOnly));

/** A bad path with the code it must be refused with. One that is not made here does not exist. */
type BadInput = readonly [name: string, code: ErrorCode, make: (path: string) => void];

const notMade = (): void => {};

const BAD: readonly BadInput[] = [
  ['missing.mp3', 'file-not-found', notMade],
  ['missing-folder/b.mp3', 'file-not-found', notMade],
  ['no-media', 'no-media-in-folder', makeFolderOfNotes],
  ['empty.mp3', 'file-empty', (path) => writeFileSync(path, '')],
  ['letter.mp3', 'not-media', (path) => writeFileSync(path, 'Dear Sir or Madam,\n'.repeat(200))],
  ['noise.wav', 'not-media', (path) => writeFileSync(path, Buffer.from('RIFF'.repeat(2000)))],
  ['header-only.wav', 'not-media', (path) => writeFileSync(path, wavFile(format).subarray(0, 20))],
  [
    'no-samples.wav',
    'audio-empty',
    (path) => writeFileSync(path, wavFile(format, riffChunk('data', Buffer.alloc(0)))),
  ],
  [
    'giant-format.wav',
    'not-media',
    (path) => writeFileSync(path, wavFile(riffChunk('fmt ', wavFormat(1, 16_000), 0x66666666), second)),
  ],
  [
    'wrong-chunk.wav',
    'not-media',
    (path) => writeFileSync(path, wavFile(format, riffChunk('HURF', Buffer.alloc(32_000)))),
  ],
  [
    'absurd-rate.wav',
    'not-media',
    (path) =>
      writeFileSync(
        path,
        wavFile(riffChunk('fmt ', wavFormat(1, 0x7fffffff)), riffChunk('data', Buffer.alloc(1000))),
      ),
  ],
  ['picture.mp4', 'no-audio-track', () => ffmpeg(folder, ...picture(1), '-c:v', 'mpeg4', 'picture.mp4')],
  ['cut-index.m4a', 'not-media', makeMp4WithoutIndex],
  ['https://example.org/a.mp3', 'url-not-supported', notMade],
];

const UNIX_BAD: readonly BadInput[] = [
  ['pipe.mp3', 'not-a-file', (path) => execFileSync('mkfifo', [path])],
  ['device.mp3', 'not-a-file', (path) => symlinkSync('/dev/zero', path)],
  ['loop.mp3', 'file-unreadable', (path) => symlinkSync(path, path)],
  ['dangling.mp3', 'file-not-found', (path) => symlinkSync(`${path}.gone`, path)],
];

const cases = process.platform === 'win32' ? BAD : [...BAD, ...UNIX_BAD];
const good = join(folder, 'good.wav');
const goodText = cli.record(good);

function makeFolderOfNotes(path: string): void {
  mkdirSync(path);
  writeFileSync(join(path, 'notes.txt'), 'nothing to hear');
}

function makeMp4WithoutIndex(path: string): void {
  const whole = ffmpeg(folder, '-i', fixture('jfk.wav'), '-c:a', 'aac', 'whole.m4a');
  copyFileSync(whole, path);
  execFileSync('truncate', ['-s', '60000', path]);
}

/** The line of standard error that tells of a refused path: sentence, hint, code. */
function complaint(stderr: string, name: string): string | undefined {
  const shortName = name.split('/').at(-1) ?? name;
  return stderr.split('\n').find((line) => line.includes(shortName) && line.endsWith(']'));
}

beforeAll(() => {
  for (const [name, , make] of cases) make(join(folder, name));
});

function pathOf(name: string): string {
  return name.includes('://') ? name : join(folder, name);
}

describe('a batch of bad files with a good one at its end', () => {
  let run: CliResult;

  beforeAll(async () => {
    run = await cli.run(['transcribe', '-l', 'en', ...cases.map(([name]) => pathOf(name)), good]);
  });

  test.each(cases)('%s is refused with %s', (name, code) => {
    expect(complaint(run.stderr, name)).toMatch(new RegExp(`\\w.*\\. \\w.*\\. \\[${code}\\]$`));
  });

  test('the good file is transcribed', () => {
    expect(asOneLine(run.stdout).endsWith(`good.wav ${goodText}`)).toBe(true);
  });

  test('the summary counts, the exit code tells that something failed, and nothing is left behind', () => {
    expect(run.stderr).toContain(`1 done, ${cases.length} failed`);
    expect([run.exitCode, run.leftovers]).toEqual([1, []]);
  });
});

test.each(cases)('%s alone gives no text, one complaint and exit code 1', async (name, code) => {
  const home = CliHome.forThisTest();
  const { exitCode, stdout, stderr } = await runInHome(home, ['transcribe', pathOf(name)]);
  expect([exitCode, stdout, home.leftovers()]).toEqual([1, '', []]);
  expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(new RegExp(`\\[${code}\\]$`))]);
});

test('a good file alone ends with exit code 0 and no complaint', async () => {
  const { exitCode, stderr } = await cli.run(['transcribe', '-l', 'en', '--quiet', '--no-progress', good]);
  expect([exitCode, stderr]).toEqual([0, '']);
});

test.skipIf(!canLock)('a file without permission to read is refused', async () => {
  const locked = join(folder, 'locked.mp3');
  if (isRoot) symlinkSync(writeOnly, locked);
  else {
    writeFileSync(locked, 'secret');
    chmodSync(locked, 0);
  }
  const { exitCode, stderr } = await runCli(['transcribe', locked]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/permission to read locked\.mp3.*\[file-unreadable\]/);
});
