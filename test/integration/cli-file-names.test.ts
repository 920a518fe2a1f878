import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { CliResult } from '../support/run-cli.ts';
import { asOneLine, ScriptedCli } from '../support/scripted-cli.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const cli = new ScriptedCli(folder);
const canary = join(folder, 'canary');

/** Names that a shell, a terminal, ffmpeg or an option parser would take for something else. */
const NAMES = [
  'two  spaces .wav',
  `quotes ' and ".wav`,
  '$(touch canary)`touch canary`;touch canary.wav',
  'line\nbreak.wav',
  '🎙️ 会议录音.wav',
  'concat:a|b.wav',
  '%d-%s[0].wav',
  '-version.wav',
  // The longest name that a file can have; what is written beside it has a shorter one.
  `${'é'.repeat(125)}.wav`,
].filter((name) => process.platform !== 'win32' || !/["|:\n]/.test(name));

/** What each of them says. */
const texts = new Map<string, string>();
let run: CliResult;

beforeAll(async () => {
  mkdirSync(join(folder, 'in'));
  for (const name of NAMES) texts.set(name, cli.record(join(folder, 'in', name)));
  const paths = NAMES.map((name) => join('in', name));
  run = await cli.run(['transcribe', '-l', 'en', '--format', 'txt', '--output', 'out', ...paths], {
    cwd: folder,
  });
});

test.each(NAMES.map((name) => [name]))('%j is transcribed and written under its own name', async (name) => {
  const text = await readFile(join(folder, 'out', name.replace(/wav$/, 'txt')), 'utf8');
  expect(asOneLine(text)).toBe(texts.get(name));
});

test('each is done, once', () => {
  expect(readdirSync(join(folder, 'out'))).toHaveLength(NAMES.length);
  expect([run.exitCode, run.leftovers]).toEqual([0, []]);
});

test('nothing in a name is carried out as a command', () => {
  expect(existsSync(canary)).toBe(false);
});

test.each([
  ['behind ./', ['./-version.wav']],
  ['behind --', ['--', '-version.wav']],
])('a name with a leading dash is taken %s', async (_, paths) => {
  const args = ['transcribe', '-l', 'en', '--quiet', ...paths];
  const { exitCode, stdout } = await cli.run(args, { cwd: join(folder, 'in') });
  expect([exitCode, asOneLine(stdout)]).toEqual([0, texts.get('-version.wav')]);
});

test('a name with a leading dash is an option where options may stand', async () => {
  const { exitCode, stderr } = await cli.run(['transcribe', '-version.wav'], { cwd: join(folder, 'in') });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('unknown option');
});
