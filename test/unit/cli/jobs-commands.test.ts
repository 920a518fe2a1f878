import { expect, test } from 'vitest';
import type { MethodName } from '../../../src/shared/contract/methods.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { NO_EXPORT } from '../../../src/shared/job-options.ts';
import { jobViewOf, uidOf } from '../../support/job-view-of.ts';
import { runCommand } from '../../support/run-command.ts';
import { ScriptedQueue } from '../../support/scripted-queue.ts';
import { twoJobs } from '../../support/two-jobs.ts';

const [talk, call] = [uidOf('talk'), uidOf('call')];
const refusal = new EarshotError('state-refused', 'It is done already.').toFailure();

test.each([
  ['t', [talk]],
  ['TALK', [talk]],
  ['ta ca', [talk, call]],
  ['ta ta', [talk]],
])('jobs may be named by their beginning: %s', async (names, uids) => {
  const queue = twoJobs();
  queue.answers['jobs.cancel'] = () => ({ done: [...uids], refused: [] });
  expect((await runCommand(['jobs', 'cancel', ...names.split(' ')], queue)).exitCode).toBe(0);
  expect(queue.inputsOf('jobs.cancel')).toEqual([{ jobs: { uids } }]);
});

test.each([
  ['nobody', 'There is no job “nobody” on the list. `earshot jobs list` shows all jobs. [job-not-found]\n'],
  ['', 'There is no job “” on the list. `earshot jobs list` shows all jobs. [job-not-found]\n'],
  ['tal', `“tal” fits 2 jobs. Type more of it: ${talk}, ${uidOf('tall')}. [job-not-found]\n`],
])('a name that fits none or several changes nothing: “%s”', async (name, complaint) => {
  const queue = new ScriptedQueue([jobViewOf('talk'), jobViewOf('tall')]);
  expect(await runCommand(['jobs', 'cancel', name], queue)).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: complaint,
  });
  expect(queue.inputsOf('jobs.cancel')).toEqual([]);
});

const ACTIONS: readonly (readonly [args: string, method: MethodName, input: object])[] = [
  ['pause', 'jobs.pause', { running: 'finish' }],
  ['pause --now', 'jobs.pause', { running: 'drop' }],
  ['resume', 'jobs.resume', {}],
  ['cancel', 'jobs.cancel', {}],
  ['retry', 'jobs.retry', {}],
  ['remove', 'jobs.remove', {}],
  ['restore', 'jobs.restore', {}],
  ['prioritise -p -5', 'jobs.prioritise', { priority: -5 }],
  ['prioritize --priority 100', 'jobs.prioritise', { priority: 100 }],
  ['redo', 'jobs.redo', { options: {} }],
  [
    'redo -m small -l de --no-translate --track 2 --prompt ',
    'jobs.redo',
    {
      options: {
        model: 'small',
        language: { mode: 'fixed', code: 'de' },
        translate: false,
        track: 1,
        prompt: null,
      },
    },
  ],
];

test.each(ACTIONS)('jobs %s --all asks for %s', async (args, method, input) => {
  const queue = twoJobs();
  Object.assign(queue.answers, { [method]: () => ({ done: [talk, call], refused: [] }) });
  const { exitCode, stdout } = await runCommand(['jobs', ...args.split(' '), '--all'], queue);
  expect(queue.inputsOf(method)).toEqual([{ jobs: 'all', ...input }]);
  expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^2 jobs .+\.\n$/)]);
});

test('a job that refuses is told, does not stop the others and is no success', async () => {
  const queue = twoJobs();
  queue.answers['jobs.cancel'] = () => ({ done: [talk], refused: [{ uid: call, error: refusal }] });
  const { exitCode, stdout, stderr } = await runCommand(['jobs', 'cancel', '--all'], queue);
  expect([exitCode, stdout]).toEqual([1, `${talk} is cancelled.\n`]);
  expect(stderr).toBe(`${call}: It is done already. ${refusal.hint} [state-refused]\n`);
});

test('for programs what became of the jobs is one object', async () => {
  const queue = twoJobs();
  const report = { done: [talk], refused: [{ uid: call, error: refusal }] };
  queue.answers['jobs.retry'] = () => report;
  queue.role = 'client';
  const { exitCode, stdout, stderr } = await runCommand(['jobs', 'retry', '--all', '--json'], queue);
  expect([exitCode, JSON.parse(stdout), stderr]).toEqual([1, report, '']);
});

test('who sets jobs going is told when no program runs the queue', async () => {
  const queue = twoJobs();
  queue.answers['jobs.retry'] = () => ({ done: [talk], refused: [] });
  expect((await runCommand(['jobs', 'retry', talk], queue)).stderr).toContain('`earshot serve`');
  queue.role = 'client';
  expect((await runCommand(['jobs', 'retry', talk], queue)).stderr).toBe('');
});

test.each([
  ['cancel'],
  ['cancel --all talk'],
  ['prioritise talk'],
  ['prioritise --priority 101 talk'],
  ['prioritise --priority high talk'],
  ['move talk'],
  ['move talk --next --last'],
  ['relocate talk'],
  ['list --state done'],
  ['list --limit 0'],
  ['search'],
  ['search --limit 0 word'],
  ['search --limit 501 word'],
  ['export --format doc talk'],
  ['redo --quality best talk'],
  ['unknown'],
])('jobs %s cannot be understood', async (args) => {
  const queue = twoJobs();
  const { exitCode, stdout } = await runCommand(['jobs', ...args.split(' ')], queue);
  expect([exitCode, stdout, queue.calls]).toEqual([2, '', []]);
});

test.each([
  ['--next', 'next'],
  ['--last', 'last'],
  ['--before call', { before: call }],
])('jobs move %s', async (place, to) => {
  const queue = twoJobs();
  queue.answers['jobs.move'] = () => ({});
  expect((await runCommand(['jobs', 'move', 'talk', ...place.split(' ')], queue)).exitCode).toBe(0);
  expect(queue.inputsOf('jobs.move')).toEqual([{ uid: talk, to }]);
});

test('jobs relocate takes a path from where the person stands', async () => {
  const queue = twoJobs();
  queue.answers['jobs.relocate'] = () => ({});
  await runCommand(['jobs', 'relocate', 'talk', 'new.mp3', '--accept-changed'], queue);
  expect(queue.inputsOf('jobs.relocate')).toEqual([
    { uid: talk, path: '/here/new.mp3', acceptChanged: true },
  ]);
});

test('jobs export prints the files, goes on behind a failure and tells it', async () => {
  const queue = twoJobs();
  queue.answers['jobs.export'] = ({ uid }) => {
    if (uid === talk) throw new EarshotError('output-not-writable', 'It is locked.');
    return { files: ['/here/out/call.srt'] };
  };
  const args = ['jobs', 'export', 'talk', 'call', '-f', 'srt', '-o', 'out'];
  const { exitCode, stdout, stderr } = await runCommand(args, queue);
  expect([exitCode, stdout]).toEqual([1, '/here/out/call.srt\n']);
  expect(stderr).toContain(`${talk}: It is locked.`);
  expect(queue.inputsOf('jobs.export')[1]).toEqual({
    uid: call,
    exports: { ...NO_EXPORT, formats: ['srt'], outputDir: '/here/out' },
  });
});

test('jobs export --all is about what is done', async () => {
  const queue = new ScriptedQueue([
    jobViewOf('talk', { status: { state: 'completed', gaps: 0 } }),
    jobViewOf('call'),
  ]);
  queue.answers['jobs.export'] = () => ({ files: ['/x/talk.txt'] });
  expect((await runCommand(['jobs', 'export', '--all'], queue)).stdout).toBe('/x/talk.txt\n');
});

test('the line is closed behind every command, also behind one that fails', async () => {
  const queue = twoJobs();
  await runCommand(['jobs', 'show', 'nobody'], queue);
  expect(queue.isClosed).toBe(true);
});
