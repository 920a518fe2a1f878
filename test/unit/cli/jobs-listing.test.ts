import { expect, test } from 'vitest';
import { EarshotError } from '../../../src/shared/errors.ts';
import { jobViewOf, uidOf } from '../../support/job-view-of.ts';
import { runCommand } from '../../support/run-command.ts';
import { ScriptedQueue } from '../../support/scripted-queue.ts';
import { twoJobs } from '../../support/two-jobs.ts';

const talk = uidOf('talk');

test('jobs list is a table that fits the terminal', async () => {
  const { exitCode, stdout } = await runCommand(['jobs', 'list'], twoJobs(), { isTTY: true });
  expect(exitCode).toBe(0);
  expect(stdout.split('\n')).toEqual([
    'JOB     DONE   LENGTH  RECORDING                    STATE',
    'talk00  50 %  1:02:03  会议录音.mp3                 running: transcribing 50 %,…',
    'call00   0 %        –  a call with a very long na…  waiting, next in line',
    '',
  ]);
});

test('jobs list in a pipe cuts nothing', async () => {
  const { stdout } = await runCommand(['jobs', 'list'], twoJobs());
  expect(stdout).toContain('a call with a very long name that nobody would ever type again.wav');
});

test('names of jobs are as long as is needed to tell them apart', async () => {
  const queue = new ScriptedQueue([jobViewOf('abcdefgh1'), jobViewOf('abcdefgh2')]);
  const { stdout } = await runCommand(['jobs', 'list'], queue);
  expect(stdout).toMatch(/^abcdefgh1 .*\nabcdefgh2 /m);
});

test('jobs list is a job a line for programs', async () => {
  const queue = twoJobs();
  const { stdout } = await runCommand(['jobs', 'list', '--json'], queue);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  ).toEqual([...queue.jobs.values()]);
});

test('jobs list asks for some states and some jobs only, and says that there are more', async () => {
  const queue = twoJobs();
  const { stderr } = await runCommand(['jobs', 'list', '--state', 'running,queued', '--limit', '1'], queue);
  expect(queue.inputsOf('jobs.list')).toEqual([{ states: ['running', 'queued'], offset: 0, limit: 1 }]);
  expect(stderr).toBe('1 of 2 jobs; --limit shows more.\n');
});

test('a long list is read page by page', async () => {
  const jobs = Array.from({ length: 2_500 }, (_, index) => jobViewOf(`j${String(index).padStart(5, '0')}`));
  const queue = new ScriptedQueue(jobs);
  const { stdout } = await runCommand(['jobs', 'list', '--limit', '2200', '--json'], queue);
  expect(stdout.trimEnd().split('\n')).toHaveLength(2_200);
  expect(queue.inputsOf('jobs.list')).toMatchObject([{ limit: 1000 }, { limit: 1000 }, { limit: 200 }]);
});

test('an empty list is told on standard error', async () => {
  const { stdout, stderr, exitCode } = await runCommand(['jobs', 'list'], new ScriptedQueue());
  expect([stdout, stderr, exitCode]).toEqual(['', 'No jobs.\n', 0]);
});

test('jobs show tells what is known, and what to do', async () => {
  const queue = new ScriptedQueue([
    jobViewOf('talk', {
      status: {
        state: 'blocked',
        reason: 'source-missing',
        failure: new EarshotError('file-not-found', 'It is gone.').toFailure(),
      },
      notices: ['Repaired.'],
    }),
  ]);
  const { stdout } = await runCommand(['jobs', 'show', 'tal'], queue);
  expect(stdout).toContain(`Job           ${talk}\n`);
  expect(stdout).toContain('State         blocked: It is gone. [file-not-found]\n');
  expect(stdout).toContain('What to do    Check the path.\n');
  expect(stdout).toContain('Notice        Repaired.\n');
});

test('jobs show --text prints the text that is stored', async () => {
  const queue = twoJobs();
  queue.storeChunk(talk, 0, ['One.', 'Two.']);
  expect((await runCommand(['jobs', 'show', talk, '--text'], queue)).stdout).toBe('One.\nTwo.\n');
});

test('jobs history is told line by line', async () => {
  const queue = twoJobs();
  const entry = {
    atMs: 0,
    from: 'running',
    to: 'failed',
    actor: 'queue',
    code: 'engine-crashed',
    detail: 'twice',
  } as const;
  queue.answers['jobs.history'] = () => ({ entries: [entry] });
  const { stdout } = await runCommand(['jobs', 'history', 'talk'], queue);
  expect(stdout).toMatch(/running {2}failed {2}queue {2}twice \[engine-crashed\]\n$/);
  expect(JSON.parse((await runCommand(['jobs', 'history', 'talk', '--json'], queue)).stdout)).toEqual(entry);
});

test('jobs search shows where something was said, and ends with 1 when nowhere', async () => {
  const queue = twoJobs();
  const hit = {
    uid: talk,
    title: 'talk.mp3',
    segmentId: 'm-0-0',
    startMs: 65_000,
    endMs: 66_000,
    text: 'Ask not.',
  };
  queue.answers['transcript.search'] = ({ query }) => ({ hits: query === 'ask not' ? [hit] : [] });
  const { exitCode, stdout } = await runCommand(['jobs', 'search', 'ask', 'not'], queue);
  expect([exitCode, stdout]).toEqual([
    0,
    'JOB       AT  RECORDING  TEXT\ntalk00  1:05  talk.mp3   Ask not.\n',
  ]);
  expect(await runCommand(['jobs', 'search', 'nothing'], queue)).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'Nothing found.\n',
  });
});
