import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type JobView, jobHistoryEntrySchema, jobViewSchema } from '../../src/shared/contract/job.ts';
import { searchHitSchema } from '../../src/shared/contract/methods.ts';
import { transcriptSchema } from '../../src/shared/transcript.ts';
import { CliHome } from '../support/cli-home.ts';
import { jobsOf, parseLines, reportOf, runJobs } from '../support/cli-jobs.ts';
import { runInHome } from '../support/run-in-home.ts';
import { asOneLine, ScriptedCli } from '../support/scripted-cli.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const scripted = new ScriptedCli(folder);
const [talk, call, dream] = [join(folder, 'talk.wav'), join(folder, 'call.wav'), join(folder, 'dream.wav')];
const [talkText, callText] = [scripted.record(talk), scripted.record(call), scripted.record(dream)];
/** Said in the first of them, and nowhere else. */
const words = talkText.split(' ').slice(0, 3);
const prepared = CliHome.make();
let home: CliHome;
let done: JobView;
let next: JobView;
let last: JobView;

/** Begins with a recording that is done and two that wait. */
beforeAll(async () => {
  await scripted.runInHome(prepared, ['transcribe', '-l', 'en', talk]);
  await runInHome(prepared, ['queue', 'pause']);
  const cli = await scripted.start(['transcribe', '-l', 'en', '--json', call, dream], { home: prepared });
  await cli.untilStdout(/"type":"notice".*paused/);
  const isLookedAt = async (): Promise<boolean> => (await jobsOf(prepared)).at(-1)?.status.state === 'queued';
  await vi.waitUntil(isLookedAt, { timeout: 20_000 });
  cli.signal('SIGINT');
  await cli.finished;
  await runInHome(prepared, ['queue', 'resume']);
  [done, next, last] = z.tuple([jobViewSchema, jobViewSchema, jobViewSchema]).parse(await jobsOf(prepared));
});

beforeEach(() => {
  home = prepared.copyForThisTest();
});

afterAll(() => prepared.remove());

/** Where every job stands, in the order of the queue. */
async function states(): Promise<[title: string, state: string][]> {
  return (await jobsOf(home)).map(({ title, status }) => [title, status.state]);
}

describe('what jobs are there', () => {
  test('is listed for people, with names that the other commands take', async () => {
    const { stdout } = await runJobs(home, 'list');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/ {2,}/).at(-1))).toEqual([
      'STATE',
      expect.stringMatching(/^done: 0:11 in /),
      'waiting, next in line',
      'waiting, 2nd in line',
    ]);
    const name = lines[1]?.split(' ')[0] ?? '';
    expect(asOneLine((await runJobs(home, 'show', name, '--text')).stdout)).toBe(talkText);
  });

  test('is listed by state', async () => {
    const { stdout } = await runJobs(home, 'list', '--json', '--state', 'completed,failed');
    expect(parseLines(stdout, jobViewSchema)).toEqual([done]);
  });

  test('is shown with everything, for people and for programs', async () => {
    const { stdout } = await runJobs(home, 'show', done.uid);
    expect(stdout).toContain(`Recording     ${talk}\n`);
    expect(stdout).toContain('\nEngine        base, scripted, CPU\n');
    const json = await runJobs(home, 'show', done.uid, '--json');
    expect(parseLines(json.stdout, jobViewSchema)).toEqual([done]);
  });

  test('is shown with its text as far as it goes', async () => {
    const whole = await runJobs(home, 'show', done.uid, '--text', '--json');
    const [transcript] = parseLines(whole.stdout, transcriptSchema);
    expect(transcript?.complete).toBe(true);
    expect(transcript?.segments.map(({ text }) => text).join(' ')).toBe(talkText);
    const none = await runJobs(home, 'show', last.uid, '--text', '--json');
    expect(parseLines(none.stdout, transcriptSchema)).toMatchObject([{ complete: false, segments: [] }]);
  });

  test('has a history', async () => {
    const { stdout } = await runJobs(home, 'history', done.uid, '--json');
    const entries = parseLines(stdout, jobHistoryEntrySchema);
    expect([entries[0], ...entries.slice(-2)]).toMatchObject([
      { to: 'importing', actor: 'user' },
      { to: 'running', actor: 'queue' },
      { from: 'running', to: 'completed', actor: 'queue' },
    ]);
    const table = (await runJobs(home, 'history', done.uid)).stdout;
    expect(table.trimEnd().split('\n')).toHaveLength(entries.length + 1);
  });

  test('is found by what was said, and exit code 1 tells that it was not', async () => {
    const found = await runJobs(home, 'search', ...words, '--json');
    expect(parseLines(found.stdout, searchHitSchema)).toMatchObject([{ uid: done.uid, title: 'talk.wav' }]);
    const { exitCode, stdout } = await runJobs(home, 'search', 'horseradish');
    expect([exitCode, stdout]).toEqual([1, '']);
  });
});

describe('what waits', () => {
  test('is paused and goes on', async () => {
    expect(await reportOf(home, 'pause', '--all')).toEqual({ done: [next.uid, last.uid], refused: [] });
    expect((await states()).map(([, state]) => state)).toEqual(['completed', 'paused', 'paused']);
    expect(await reportOf(home, 'resume', next.uid)).toEqual({ done: [next.uid], refused: [] });
    expect((await states()).map(([, state]) => state)).toEqual(['completed', 'queued', 'paused']);
  });

  test('is given up and tried again', async () => {
    await runJobs(home, 'cancel', last.uid);
    expect((await states()).at(-1)).toEqual(['dream.wav', 'canceled']);
    await runJobs(home, 'retry', last.uid);
    expect((await states()).at(-1)).toEqual(['dream.wav', 'queued']);
  });

  test('is moved to the front, and to the end', async () => {
    await runJobs(home, 'move', last.uid, '--next');
    expect((await runJobs(home, 'list')).stdout).toMatch(/dream\.wav +waiting, next in line/);
    await runJobs(home, 'move', last.uid, '--last');
    expect((await runJobs(home, 'list')).stdout).toMatch(/call\.wav +waiting, next in line/);
    expect((await runInHome(home, ['queue', 'status'])).stdout).toContain('order=my-order\n');
  });

  test('goes before the others with a higher priority', async () => {
    await runJobs(home, 'prioritise', last.uid, '--priority', '5');
    expect((await runJobs(home, 'list')).stdout).toMatch(/dream\.wav +waiting, next in line/);
  });

  test('is done by serve, which ends when nothing is left', async () => {
    await runJobs(home, 'pause', last.uid);
    const { exitCode, stdout, leftovers } = await scripted.run(['serve', '--until-empty'], { home });
    expect([exitCode, leftovers]).toEqual([0, []]);
    expect(stdout).toMatch(/call\.wav: running[^]*call\.wav: done/);
    expect(asOneLine((await runJobs(home, 'show', next.uid, '--text')).stdout)).toBe(callText);
    expect((await states()).at(-1)).toEqual(['dream.wav', 'paused']);
  });
});

describe('what is done', () => {
  test('is taken off the list with its text, and brought back', async () => {
    await runJobs(home, 'remove', done.uid);
    expect(await jobsOf(home)).toHaveLength(2);
    expect((await runJobs(home, 'search', ...words)).exitCode).toBe(1);
    await runJobs(home, 'restore', done.uid);
    expect((await runJobs(home, 'search', ...words)).exitCode).toBe(0);
    expect((await states())[0]).toEqual(['talk.wav', 'completed']);
  });

  test('is done anew with other options, and keeps its text until then', async () => {
    const { stderr } = await runJobs(home, 'redo', done.uid, '--quality', 'fast');
    expect(stderr).toContain('earshot serve');
    expect(asOneLine((await runJobs(home, 'show', done.uid, '--text')).stdout)).toBe(talkText);
    await runJobs(home, 'pause', next.uid, last.uid);
    await scripted.runInHome(home, ['serve', '--until-empty']);
    const { stdout } = await runJobs(home, 'show', done.uid, '--json');
    expect(parseLines(stdout, jobViewSchema)).toMatchObject([
      { revision: 2, status: { state: 'completed' }, options: { quality: 'fast', language: { code: 'en' } } },
    ]);
  });

  test('becomes files, of which the paths are printed', async () => {
    const { exitCode, stdout } = await runJobs(home, 'export', '--all', '-f', 'txt,vtt', '-o', folder);
    const files = ['talk.txt', 'talk.vtt'].map((name) => join(folder, name));
    expect([exitCode, stdout]).toEqual([0, files.map((file) => `${file}\n`).join('')]);
    expect(asOneLine(readFileSync(join(folder, 'talk.txt'), 'utf8'))).toBe(talkText);
    expect(readFileSync(join(folder, 'talk.vtt'), 'utf8')).toMatch(/^WEBVTT\n/);
  });

  test('refuses what does not fit, without keeping others from it', async () => {
    const { exitCode, stderr } = await runJobs(home, 'cancel', done.uid, next.uid);
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^\w{20}: .* \[state-refused\]\n$/)]);
    expect((await states()).slice(0, 2)).toEqual([
      ['talk.wav', 'completed'],
      ['call.wav', 'canceled'],
    ]);
  });
});

test('a job that is not there is refused by every name', async () => {
  for (const name of ['zzzzzz', done.uid.replace(/^./, (letter) => (letter === 'z' ? 'y' : 'z'))]) {
    const { exitCode, stdout, stderr } = await runJobs(home, 'show', name);
    expect([exitCode, stdout, stderr]).toEqual([1, '', expect.stringMatching(/\[job-not-found\]\n$/)]);
  }
});
