import { copyFileSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { type CliEvent, noticesOf, parseCliEvents, textOf } from '../support/cli-events.ts';
import { CliHome } from '../support/cli-home.ts';
import { jobOf, runJobs } from '../support/cli-jobs.ts';
import { asOneLine, ScriptedCli } from '../support/scripted-cli.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const scripted = new ScriptedCli(folder);
const recording = join(folder, 'talk.wav');
const text = scripted.record(recording);
const prepared = CliHome.make();

/** Begins with the recording transcribed. */
let home: CliHome;

beforeAll(async () => {
  home = prepared;
  await transcribe(recording);
});

beforeEach(() => {
  home = prepared.copyForThisTest();
});

afterAll(() => prepared.remove());

async function transcribe(...args: readonly string[]): Promise<CliEvent[]> {
  const result = await scripted.runInHome(home, ['transcribe', '-l', 'en', '--json', ...args], folder);
  expect([result.exitCode, result.stderr]).toEqual([0, '']);
  return parseCliEvents(result.stdout);
}

/** How often the engine was set to work on the only job. */
async function runsSoFar(): Promise<number> {
  const { stdout } = await runJobs(home, 'history', (await jobOf(home)).uid, '--json');
  return stdout.match(/"to":"running"/g)?.length ?? 0;
}

const STORED = ['It was transcribed before: this is the stored text. --again does it anew.'];

test('a recording that is done is not done again: its text is there at once', async () => {
  const events = await transcribe(recording);
  expect(textOf(events, recording)).toBe(text);
  expect(noticesOf(events)).toEqual(STORED);
  expect([await runsSoFar(), (await jobOf(home)).revision]).toEqual([1, 1]);
});

test('and its files are written by what is asked for now', async () => {
  const name = ['--name', '{name} {language}'];
  const events = await transcribe(recording, '--format', 'srt,txt', '--output', 'subtitles', ...name);
  const files = ['talk en.srt', 'talk en.txt'].map((file) => join(folder, 'subtitles', file));
  expect(events.find(({ type }) => type === 'end')).toMatchObject({ result: 'completed', files });
  const [subtitles, plain] = files.map((file) => asOneLine(readFileSync(file, 'utf8')));
  expect(subtitles).toMatch(/^1 00:00:0\d,\d{3} --> /);
  expect(plain).toBe(text);
  expect(await runsSoFar()).toBe(1);
});

test('a copy of it under another name is known, and its files get that name', async () => {
  const copy = join(folder, 'copy.wav');
  copyFileSync(recording, copy);
  const events = await transcribe(copy, '--format', 'txt');
  expect([textOf(events, copy), noticesOf(events)]).toEqual([text, STORED]);
  expect(asOneLine(readFileSync(join(folder, 'copy.txt'), 'utf8'))).toBe(text);
});

test('when it has been moved, its job goes along', async () => {
  const moved = join(folder, 'moved.wav');
  renameSync(recording, moved);
  onTestFinished(() => renameSync(moved, recording));
  expect(noticesOf(await transcribe(moved))).toEqual(STORED);
  expect(await jobOf(home)).toMatchObject({ path: moved, title: 'moved.wav' });
});

test('how the computer is used changes nothing about its text', async () => {
  expect(noticesOf(await transcribe('--threads', '1', '--device', 'cpu', recording))).toEqual(STORED);
  expect(await runsSoFar()).toBe(1);
});

test('other options make a new revision', async () => {
  const events = await transcribe('--quality', 'fast', recording);
  expect([textOf(events, recording), noticesOf(events)]).toEqual([text, []]);
  expect(await jobOf(home)).toMatchObject({ revision: 2, options: { quality: 'fast' } });
  expect(await runsSoFar()).toBe(2);
});

test('--again does it anew with the same options', async () => {
  const before = await jobOf(home);
  const events = await transcribe('--again', recording);
  expect([textOf(events, recording), noticesOf(events)]).toEqual([text, []]);
  expect(await jobOf(home)).toMatchObject({ uid: before.uid, revision: 2, options: before.options });
  expect(await runsSoFar()).toBe(2);
});

test('another recording of the same length is not taken for it', async () => {
  const other = join(folder, 'walk.wav');
  const otherText = scripted.record(other);
  const events = await transcribe(other);
  expect([textOf(events, other), noticesOf(events)]).toEqual([otherText, []]);
  expect((await runJobs(home, 'list')).stdout.trimEnd().split('\n')).toHaveLength(3);
});

test('two files with one recording are done once and get files each, and the person is told', async () => {
  const [one, other] = [join(folder, 'one.wav'), join(folder, 'other.wav')];
  scripted.record(one);
  copyFileSync(one, other);
  const events = await transcribe('--format', 'txt', one, other);
  expect(noticesOf(events)).toEqual([
    `${other} holds the same recording as ${one}, and is done once. Each of them gets its files.`,
  ]);
  const files = [join(folder, 'one.txt'), join(folder, 'other.txt')];
  const ends = events.filter(({ type }) => type === 'end');
  expect(ends).toMatchObject([{ file: one, result: 'completed', files }]);
  const [ofOne, ofOther] = files.map((file) => readFileSync(file, 'utf8'));
  expect([ofOne, ofOther]).toEqual([ofOne, ofOne]);
});
