import { expect, test } from 'vitest';
import type { JobView } from '../../../src/shared/contract/job.ts';
import type { Disposition } from '../../../src/shared/contract/methods.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { DEFAULT_JOB_OPTIONS } from '../../../src/shared/job-options.ts';
import { jobViewOf, uidOf } from '../../support/job-view-of.ts';
import { CommandRun, runCommand } from '../../support/run-command.ts';
import { ScriptedQueue } from '../../support/scripted-queue.ts';

const [a, b] = [uidOf('a'), uidOf('b')];
const RUNNING = { status: { state: 'running', stage: 'transcribing' } } as const;
const DONE = { status: { state: 'completed', gaps: 0 }, workMs: 30_000 } as const;
const gone = new EarshotError('file-not-found', 'There is no file nope.mp3.').toFailure();

/** A queue that takes these jobs when something is added. */
function taking(
  jobs: readonly JobView[],
  { disposition = 'added', problems = [] }: { disposition?: Disposition; problems?: string[] } = {},
): ScriptedQueue {
  const queue = new ScriptedQueue(jobs);
  queue.answers['queue.add'] = () => ({
    batchUid: uidOf('batch'),
    jobs: jobs.map(({ uid, path }) => ({ uid, path, disposition })),
    problems: problems.map((path) => ({ path, error: gone })),
  });
  return queue;
}

test('paths and folders are made absolute where the person stands, and addresses stay', async () => {
  const queue = taking([]);
  const args = ['a.mp3', '/b.mp3', 'https://example.org/c.mp3', '-o', 'out', '-f', 'srt', '--overwrite'];
  await runCommand(['transcribe', ...args, '--name', '{name} {date}', '--again', '--keep-copy'], queue);
  expect(queue.inputsOf('queue.add')).toEqual([
    {
      paths: ['/here/a.mp3', '/b.mp3', 'https://example.org/c.mp3'],
      options: DEFAULT_JOB_OPTIONS,
      exports: {
        formats: ['srt'],
        outputDir: '/here/out',
        nameTemplate: '{name} {date}',
        onCollision: 'replace',
      },
      again: true,
      keepCopy: true,
    },
  ]);
});

test('text goes to standard output, the rest to standard error', async () => {
  const queue = taking([jobViewOf('a')]);
  const run = new CommandRun(['transcribe', 'a.mp3'], queue);
  await queue.called('queue.status');
  await queue.change(a, RUNNING);
  await queue.finishChunk(a, 0, ['Hello.', 'Again.']);
  await queue.change(a, DONE);
  expect(await run.finished).toBe(0);
  expect(run.stdout.text).toBe('Hello.\nAgain.\n');
  expect(run.stderr.text).toContain('Language: English (90 % sure)\n');
  expect(run.stderr.text).toContain('Done: 1:00 in 0:30, 2.0 × real time\n');
  expect(queue.isClosed).toBe(true);
});

test('with --json there is an object a line, problems first and the summary last', async () => {
  const queue = taking([jobViewOf('a')], { problems: ['/here/nope.mp3'] });
  const run = new CommandRun(['transcribe', 'a.mp3', 'nope.mp3', '--json'], queue);
  await queue.called('queue.status');
  await queue.change(a, RUNNING);
  await queue.finishChunk(a, 0, ['Hello.']);
  await queue.publish({
    kind: 'job-progress',
    uid: a,
    stage: 'transcribing',
    progress: jobViewOf('a').progress,
  });
  await queue.change(a, DONE);
  expect(await run.finished).toBe(1);
  const lines = run.stdout.text.trimEnd().split('\n');
  const events = lines.map((line): { type: string } => JSON.parse(line));
  expect(events.map(({ type }) => type)).toEqual([
    'problem',
    'begin',
    'engine',
    'language',
    'segments',
    'progress',
    'progress',
    'end',
    'summary',
  ]);
  expect(events[1]).toEqual({ type: 'begin', file: '/recordings/a.mp3', uid: a, index: 0, count: 1 });
  expect(events.at(-1)).toMatchObject({ completed: 1, failed: 1, stopped: 0, mediaMs: 60_000 });
  expect(run.stderr.text).toBe('');
});

test('Ctrl-C says how to go on, writes what is finished and closes the line', async () => {
  const queue = taking([jobViewOf('a'), jobViewOf('b')]);
  const run = new CommandRun(['transcribe', 'a.mp3', 'b.mp3', '-f', 'txt'], queue);
  await queue.called('queue.status');
  await queue.change(a, RUNNING);
  await queue.finishChunk(a, 0, ['Hello.']);
  run.interrupt();
  expect(await run.finished).toBe(130);
  expect(run.stdout.text).toBe('a.mp3\n\nHello.\n');
  expect(run.stderr.text).toMatch(/Stopping\. What is finished is being written/);
  expect(run.stderr.text).toContain('Wrote /out/a.mp3.partial.txt\n');
  expect(run.stderr.text).toMatch(/a\.mp3: Stopped before the end\. .*\[cancelled\]\n/);
  expect(run.stderr.text).toContain('0 done, 0 failed, 2 not finished');
  expect(queue.isClosed).toBe(true);
});

test('paths that lead to nothing are failures, also when nothing else is there', async () => {
  const queue = taking([], { problems: ['/here/nope.mp3'] });
  const { exitCode, stderr } = await runCommand(['transcribe', 'nope.mp3'], queue);
  expect(exitCode).toBe(1);
  expect(stderr).toBe('There is no file nope.mp3. Check the path. [file-not-found]\n');
});

test('a missing part is told before anything is added, as the only thing', async () => {
  const queue = taking([jobViewOf('a')]);
  const checkParts = async (): Promise<void> => {
    throw new EarshotError('ffmpeg-missing', 'There is no ffmpeg.');
  };
  const { exitCode, stdout, stderr } = await runCommand(['transcribe', 'a.mp3', '--json'], queue, {
    checkParts,
  });
  expect([exitCode, stderr]).toEqual([69, '']);
  expect(JSON.parse(stdout)).toMatchObject({ type: 'problem', file: '', error: { code: 'ffmpeg-missing' } });
  expect(queue.inputsOf('queue.add')).toEqual([]);
  expect(queue.isClosed).toBe(true);
});

test('where another program owns the queue, its parts count', async () => {
  const queue = taking([]);
  queue.role = 'client';
  const checkParts = async (): Promise<void> => {
    throw new EarshotError('ffmpeg-missing', 'There is no ffmpeg.');
  };
  expect((await runCommand(['transcribe', 'a.mp3'], queue, { checkParts })).exitCode).toBe(0);
});

test.each(['database-damaged', 'queue-unreachable', 'contract-mismatch'] as const)(
  'a queue that cannot be opened (%s) ends with 69',
  async (code) => {
    const access = { open: () => Promise.reject(new EarshotError(code, 'No.')) };
    const { exitCode, stderr } = await runCommand(['transcribe', 'a.mp3'], taking([]), { access });
    expect([exitCode, stderr]).toEqual([69, expect.stringMatching(new RegExp(`\\[${code}\\]\n$`))]);
  },
);

test('what the queue refuses as a whole ends with 69', async () => {
  const queue = taking([]);
  queue.answers['queue.add'] = () => {
    throw new EarshotError('model-missing', 'There is no model "huge".');
  };
  expect((await runCommand(['transcribe', 'a.mp3', '-m', 'huge'], queue)).exitCode).toBe(69);
});

test('two files that hold one recording are followed once, the first by its name', async () => {
  const queue = taking([jobViewOf('a', DONE), jobViewOf('b', DONE)]);
  queue.answers['queue.add'] = () => ({
    batchUid: uidOf('batch'),
    jobs: [
      { uid: a, path: '/here/a.mp3', disposition: 'added' },
      { uid: b, path: '/here/b.mp3', disposition: 'added' },
      { uid: a, path: '/here/copy of a.mp3', disposition: 'already-there' },
    ],
    problems: [],
  });
  const { stdout, exitCode } = await runCommand(['transcribe', '.'], queue);
  expect(exitCode).toBe(0);
  expect(stdout).toBe('a.mp3\n\n\nb.mp3\n\n');
});

test.each([
  [[], 'and is done once.\n'],
  [['-f', 'txt'], 'and is done once. Each of them gets its files.\n'],
  [['-f', 'txt', '--detach'], 'and is done once. Each of them gets its files.\n'],
])(
  'the second of two files that hold one recording is told of, with its files in mind: %j',
  async (args, words) => {
    const queue = taking([jobViewOf('a', { ...DONE, exportStatus: { state: 'written', files: [] } })]);
    queue.answers['queue.add'] = () => ({
      batchUid: uidOf('batch'),
      jobs: [
        { uid: a, path: '/here/a.mp3', disposition: 'added' },
        { uid: a, path: '/here/copy.mp3', disposition: 'already-there' },
      ],
      problems: [],
    });
    queue.answers['jobs.export'] = () => ({ files: [] });
    const { stderr, stdout } = await runCommand(['transcribe', '.', ...args], queue);
    expect(stderr).toContain(`/here/copy.mp3 holds the same recording as /here/a.mp3, ${words}`);
    expect(stdout).toBe(args.includes('--detach') ? `${a}\n` : '');
  },
);

test('a recording that another program works on under another name is followed with a word on its files', async () => {
  const queue = taking([jobViewOf('a', RUNNING)]);
  queue.answers['queue.add'] = () => ({
    batchUid: uidOf('batch'),
    jobs: [{ uid: a, path: '/here/copy.mp3', disposition: 'already-there' }],
    problems: [],
  });
  const run = new CommandRun(['transcribe', 'copy.mp3'], queue);
  await queue.called('jobs.get');
  await queue.change(a, DONE);
  await run.finished;
  expect(run.stderr.text).toContain('It was in the queue already, and is followed now.\n');
  expect(run.stderr.text).toContain('/here/copy.mp3 holds the same recording as /recordings/a.mp3, and');
});

test('--detach prints the uids, closes the queue and has the work go on in the background', async () => {
  const queue = taking([jobViewOf('a'), jobViewOf('b')], { problems: ['/here/nope.mp3'] });
  const run = new CommandRun(['transcribe', '.', '--detach'], queue);
  expect(await run.finished).toBe(1);
  expect(run.stdout.text).toBe(`${a}\n${b}\n`);
  expect([queue.following, queue.isClosed, run.backgroundServes]).toEqual([[], true, 1]);
});

test('--detach has the work go on in the background also where a program runs the queue: that may end before it', async () => {
  const queue = taking([jobViewOf('a')]);
  queue.role = 'client';
  const run = new CommandRun(['transcribe', 'a.mp3', '--detach', '--json'], queue);
  expect(await run.finished).toBe(0);
  expect(JSON.parse(run.stdout.text)).toEqual({
    type: 'added',
    file: '/recordings/a.mp3',
    uid: a,
    disposition: 'added',
  });
  expect(run.backgroundServes).toBe(1);
});

test('a background program that cannot be started is told; the recordings are added all the same', async () => {
  const startBackgroundServe = (): Promise<void> => Promise.reject(new Error('no more processes'));
  const { exitCode, stdout, stderr } = await runCommand(
    ['transcribe', 'a.mp3', '--detach'],
    taking([jobViewOf('a')]),
    {
      startBackgroundServe,
    },
  );
  expect([exitCode, stdout]).toEqual([1, `${a}\n`]);
  expect(stderr).toContain('no more processes');
});

test('--detach starts nothing when nothing was added', async () => {
  const run = new CommandRun(['transcribe', 'a.mp3', '--detach'], taking([], { problems: ['/here/a.mp3'] }));
  expect([await run.finished, run.backgroundServes]).toEqual([1, 0]);
});
