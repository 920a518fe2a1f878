import { expect, test } from 'vitest';
import { EarshotError } from '../../../src/shared/errors.ts';
import { jobViewOf, uidOf } from '../../support/job-view-of.ts';
import { CommandRun } from '../../support/run-command.ts';
import { ScriptedQueue } from '../../support/scripted-queue.ts';

const a = uidOf('a');
const RUNNING = { status: { state: 'running', stage: 'transcribing' } } as const;
const DONE = { status: { state: 'completed', gaps: 0 } } as const;

/** The program, as soon as it looks on. */
async function serve(queue: ScriptedQueue, ...args: string[]): Promise<CommandRun> {
  const run = new CommandRun(['serve', ...args], queue);
  await queue.called('queue.status');
  return run;
}

test('all jobs are followed, and every change of a state is a line', async () => {
  const queue = new ScriptedQueue([jobViewOf('a')]);
  const run = await serve(queue);
  expect(queue.following).toBe('all');
  await queue.change(a, { status: { state: 'queued', position: 2 } });
  await queue.change(a, RUNNING);
  await queue.change(a, RUNNING);
  await queue.change(a, DONE);
  await queue.change(a, { exportStatus: { state: 'written', files: [] } });
  expect(run.stdout.text).toBe(
    `The queue runs here.\n${a}  a.mp3: running: transcribing 0 %\n${a}  a.mp3: done\n`,
  );
});

test('Ctrl-C ends it, as it is meant to', async () => {
  const queue = new ScriptedQueue();
  const run = await serve(queue);
  run.interrupt();
  expect(await run.finished).toBe(0);
  expect(queue.isClosed).toBe(true);
  expect(run.stdout.text).toContain('Stopping.');
});

test('without --until-empty it stays when nothing is left', async () => {
  const queue = new ScriptedQueue([jobViewOf('a')]);
  const run = await serve(queue);
  await queue.change(a, DONE);
  expect(queue.isClosed).toBe(false);
  run.interrupt();
  await run.finished;
});

test('with --until-empty it ends with the last job', async () => {
  const queue = new ScriptedQueue([jobViewOf('a'), jobViewOf('b')]);
  const run = await serve(queue, '--until-empty');
  await queue.change(a, DONE);
  expect(queue.isClosed).toBe(false);
  await queue.change(uidOf('b'), { status: { state: 'paused' } });
  expect(await run.finished).toBe(0);
});

test('with --until-empty it does not begin to wait when there is nothing to do', async () => {
  const run = await serve(new ScriptedQueue([jobViewOf('a', DONE)]), '--until-empty');
  expect(await run.finished).toBe(0);
});

test('a job that waits for its next try is not the end', async () => {
  const failure = new EarshotError('engine-crashed', 'Gone.').toFailure();
  const retry = { state: 'retry_wait', attempt: 1, maxAttempts: 3, retryInMs: 1_000, failure } as const;
  const queue = new ScriptedQueue([jobViewOf('a', { status: retry })]);
  const run = await serve(queue, '--until-empty');
  expect(queue.isClosed).toBe(false);
  await queue.change(a, DONE);
  expect(await run.finished).toBe(0);
});

test('what an owner did before it was gone is not missed', async () => {
  const queue = new ScriptedQueue([jobViewOf('a')]);
  const run = await serve(queue, '--until-empty');
  queue.jobs.set(a, jobViewOf('a', DONE));
  await queue.reset();
  expect(await run.finished).toBe(0);
});

test('why nothing is started is told while something waits, once', async () => {
  const queue = new ScriptedQueue([jobViewOf('a')]);
  const usual = await queue.call('queue.status', {});
  if (!usual.ok) throw new Error('the queue has a status');
  queue.answers['queue.status'] = () => ({
    ...usual.value,
    holds: [{ reason: 'paused', message: 'The queue is paused.' }],
  });
  const run = await serve(queue);
  await queue.publish({ kind: 'queue-changed' });
  await queue.publish({ kind: 'queue-changed' });
  expect(run.stdout.text.match(/Nothing is started: The queue is paused\./g)).toHaveLength(1);
});

test('a program that waits to take over says so', async () => {
  const queue = new ScriptedQueue();
  queue.role = 'client';
  const run = await serve(queue);
  expect(run.stdout.text).toBe('Process 4711 runs the queue; this one takes over when it ends.\n');
});

test('a line that is cut for good is an error', async () => {
  const queue = new ScriptedQueue();
  const run = await serve(queue);
  queue.cut();
  expect(await run.finished).toBe(69);
  expect(run.stderr.text).toContain('[queue-unreachable]');
});
