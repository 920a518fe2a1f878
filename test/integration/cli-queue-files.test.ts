import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { parseCliEvents, textOf } from '../support/cli-events.ts';
import { CliHome } from '../support/cli-home.ts';
import { jobOf, runJobs } from '../support/cli-jobs.ts';
import type { CommandResult } from '../support/run-command.ts';
import { asOneLine, ScriptedCli } from '../support/scripted-cli.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const scripted = new ScriptedCli(folder);
const recording = join(folder, 'call.wav');
const text = scripted.record(recording);
/** Where files were to be written, which is no folder. */
const obstacle = join(folder, 'texts');
const prepared = CliHome.make();
let failed: CommandResult;

/** Begins with a recording whose text is there and whose files could not be written. */
let home: CliHome;

beforeAll(async () => {
  writeFileSync(obstacle, 'mine');
  failed = await transcribe(prepared);
});

beforeEach(() => {
  home = prepared.copyForThisTest();
});

afterAll(() => prepared.remove());

function transcribe(where: CliHome): Promise<CommandResult> {
  const files = ['--format', 'txt,srt', '--output', obstacle, '--name', 'talk'];
  return scripted.runInHome(where, ['transcribe', '-l', 'en', '--json', ...files, recording]);
}

test('files that cannot be written cost no text', async () => {
  const events = parseCliEvents(failed.stdout);
  expect(textOf(events, recording)).toBe(text);
  expect(events.find(({ type }) => type === 'end')).toMatchObject({ result: 'export-failed', files: [] });
  expect([failed.exitCode, readFileSync(obstacle, 'utf8')]).toEqual([1, 'mine']);
  expect(await jobOf(home)).toMatchObject({
    status: { state: 'completed', gaps: 0 },
    exportStatus: { state: 'failed', files: [], failure: { code: 'output-not-writable' } },
  });
});

test('they are written later from the stored text, and their paths are printed', async () => {
  const { uid } = await jobOf(home);
  const elsewhere = join(folder, 'elsewhere');
  const args = ['export', uid, '--format', 'txt,srt', '--output', elsewhere, '--name', '{name} of {model}'];
  const { exitCode, stdout, stderr } = await runJobs(home, ...args);
  const files = ['call of base.srt', 'call of base.txt'].map((name) => join(elsewhere, name));
  expect([exitCode, stderr, stdout.trimEnd().split('\n').toSorted()]).toEqual([0, '', files]);
  const [subtitles, plain] = files.map((file) => asOneLine(readFileSync(file, 'utf8')));
  expect(subtitles).toMatch(/^1 00:00:0\d,\d{3} --> /);
  expect(plain).toBe(text);
});

test('the same command writes them once the way is free, and does nothing else', async () => {
  rmSync(obstacle);
  onTestFinished(() => {
    rmSync(obstacle, { recursive: true });
    writeFileSync(obstacle, 'mine');
  });
  const { exitCode, stdout } = await transcribe(home);
  const files = ['talk.txt', 'talk.srt'].map((name) => join(obstacle, name));
  const end = parseCliEvents(stdout).find(({ type }) => type === 'end');
  expect([exitCode, end?.files?.toSorted()]).toEqual([0, files.toSorted()]);
  expect(await jobOf(home)).toMatchObject({ exportStatus: { state: 'written' }, revision: 1 });
});

test('jobs export numbers what is there already, or replaces it with --overwrite', async () => {
  const target = join(folder, 'numbered');
  mkdirSync(target);
  writeFileSync(join(target, 'talk.txt'), 'mine');
  const args = ['export', '--all', '--name', 'talk', '--output', target];
  await runJobs(home, ...args);
  expect(readdirSync(target).toSorted()).toEqual(['talk (2).txt', 'talk.txt']);
  expect(readFileSync(join(target, 'talk.txt'), 'utf8')).toBe('mine');
  await runJobs(home, ...args, '--overwrite');
  expect(readdirSync(target).toSorted()).toEqual(['talk (2).txt', 'talk.txt']);
  expect(asOneLine(readFileSync(join(target, 'talk.txt'), 'utf8'))).toBe(text);
});

test('an export that fails again says so, and keeps the text', async () => {
  const { uid } = await jobOf(home);
  const { exitCode, stdout, stderr } = await runJobs(home, 'export', uid, '--output', obstacle);
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^.* .*\. .*\. \[output-not-writable\]\n$/);
  expect(asOneLine((await runJobs(home, 'show', uid, '--text')).stdout)).toBe(text);
});
