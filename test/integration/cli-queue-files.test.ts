import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { parseCliEvents, textOf } from '../support/cli-events.ts';
import { CliHome } from '../support/cli-home.ts';
import { jobOf, runJobs } from '../support/cli-jobs.ts';
import { fixture } from '../support/make-media.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';
import { JFK_WORDS } from '../support/spoken-words.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const recording = fixture('jfk.wav');
/** Where files were to be written, which is no folder. */
const obstacle = join(folder, 'texts');
const prepared = CliHome.make();
let failed: CliResult;

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

function transcribe(where: CliHome): Promise<CliResult> {
  const files = ['--format', 'txt,srt', '--output', obstacle, '--name', 'talk'];
  return runCli(['transcribe', '-l', 'en', '--json', ...files, recording], { home: where });
}

test('files that cannot be written cost no text', async () => {
  const events = parseCliEvents(failed.stdout);
  expect(textOf(events, recording)).toMatch(JFK_WORDS);
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
  const files = ['jfk of base.srt', 'jfk of base.txt'].map((name) => join(elsewhere, name));
  expect([exitCode, stderr, stdout.trimEnd().split('\n').toSorted()]).toEqual([0, '', files]);
  for (const file of files) expect(readFileSync(file, 'utf8')).toMatch(/fellow Americans/);
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
  expect(readFileSync(join(target, 'talk.txt'), 'utf8')).toMatch(/fellow Americans/);
});

test('an export that fails again says so, and keeps the text', async () => {
  const { uid } = await jobOf(home);
  const { exitCode, stdout, stderr } = await runJobs(home, 'export', uid, '--output', obstacle);
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^.* .*\. .*\. \[output-not-writable\]\n$/);
  expect((await runJobs(home, 'show', uid, '--text')).stdout).toMatch(JFK_WORDS);
});
