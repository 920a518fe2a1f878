import { describe, expect, test } from 'vitest';
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

describe('with pages', () => {
  const LINK = 'http://127.0.0.1:4711/?token=abc';

  /** The program, and what it asks of the host of the pages and of the system. */
  async function open(...args: string[]) {
    const queue = new ScriptedQueue([jobViewOf('a')]);
    const asked: string[] = [];
    let tellLink: (link: string) => void = () => {};
    const run = new CommandRun(['serve', ...args], queue, {
      servePages: async (_, { port, onLink }) => {
        asked.push(`pages at ${port}`);
        tellLink = onLink;
        onLink(LINK);
        return { close: async () => void asked.push(`closed, queue ${queue.isClosed}`) };
      },
      openInBrowser: async (link) => {
        asked.push(`browser ${link}`);
        return true;
      },
    });
    await queue.called('queue.status');
    return { run, asked, tellLink: (link: string) => tellLink(link) };
  }

  test('--open prints the link in one line, and opens the browser', async () => {
    const { run, asked } = await open('--open');
    expect(run.stdout.text).toBe(`The queue runs here.\nOpen Earshot in a browser: ${LINK}\n`);
    expect(asked).toEqual(['pages at null', `browser ${LINK}`]);
  });

  test('a link that comes later is printed, and opens nothing by itself', async () => {
    const { run, asked, tellLink } = await open('--open');
    tellLink('http://127.0.0.1:4711/?token=def');
    expect(run.stdout.text).toContain('token=def\n');
    expect(asked).toHaveLength(2);
  });

  test.each([
    [['--port', '80'], 'pages at 80', 2],
    [['--no-browser'], 'pages at null', 1],
    [['--open', '--no-browser', '--port', '65535'], 'pages at 65535', 1],
  ])('%j means pages too', async (args, first, count) => {
    const { asked } = await open(...args);
    expect(asked[0]).toBe(first);
    expect(asked).toHaveLength(count);
  });

  test('when it is stopped, the pages go before the queue', async () => {
    const { run, asked } = await open('--open');
    run.interrupt();
    expect(await run.finished).toBe(0);
    expect(asked.at(-1)).toBe('closed, queue false');
  });

  test('pages that cannot be served are an error, and nothing stays behind', async () => {
    const queue = new ScriptedQueue();
    const run = new CommandRun(['serve', '--port', '80'], queue, {
      servePages: async () => {
        throw new EarshotError('invalid-argument', 'Port 80 is taken by another program.');
      },
    });
    expect(await run.finished).toBe(69);
    expect(run.stderr.text).toContain('Port 80 is taken');
    expect(queue.isClosed).toBe(true);
  });

  test.each([
    ['--port', '0'],
    ['--port', '65536'],
    ['--port', 'http'],
    ['--open', '--until-empty'],
  ])('%s %s is refused before anything is done', async (...args) => {
    const run = new CommandRun(['serve', ...args], new ScriptedQueue());
    expect(await run.finished).toBe(2);
  });

  test('without --open there are none', async () => {
    const run = await serve(new ScriptedQueue());
    expect(run.stdout.text).toBe('The queue runs here.\n');
  });
});
