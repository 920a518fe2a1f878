import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { transcriptSchema } from '../../src/shared/transcript.ts';
import { type CliEvent, parseCliEvents, segmentsOf } from '../support/cli-events.ts';
import { fixture } from '../support/make-media.ts';
import { isRunning, programOf, type RunningCli, runCli, startCli } from '../support/run-cli.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
/** 112 s: several parts, two of them worked on at once. */
const recording = fixture('printing-1.flac');
const FORMATS = 'txt,json';

async function start(output: string): Promise<RunningCli> {
  const files = ['--format', FORMATS, '--output', output];
  // One thread, so that there is always work left when the first text comes.
  return startCli([
    'transcribe',
    '-l',
    'en',
    '--threads',
    '1',
    '--json',
    ...files,
    recording,
    fixture('jfk.wav'),
  ]);
}

const FIRST_TEXT = /"type":"segments"/;

function runnerOf(cli: RunningCli): number {
  const runner = cli.children().find((pid) => programOf(pid).includes('whisper-runner'));
  if (runner === undefined) throw new Error('No engine runs.');
  return runner;
}

/** Waits until none of the processes is left; the test's own time limit is the only one. */
async function untilGone(pids: readonly number[]): Promise<void> {
  await expect.poll(() => pids.filter((pid) => isRunning(pid)), { timeout: 20_000 }).toEqual([]);
}

function partsOf(events: readonly CliEvent[]): string[] {
  return segmentsOf(events, recording).map(({ startMs, endMs, text }) => `${startMs} ${endMs} ${text}`);
}

describe.skipIf(process.platform !== 'linux')('an engine that is killed in the middle', () => {
  test('costs no text: its part runs again on a new engine', async () => {
    const args = ['transcribe', '-l', 'en', '--json', recording];
    const undisturbed = parseCliEvents((await runCli(args)).stdout);

    const cli = await startCli(args);
    await cli.untilStdout(FIRST_TEXT);
    const killed = runnerOf(cli);
    process.kill(killed, 'SIGKILL');
    const { exitCode, stdout, leftovers } = await cli.finished;
    const events = parseCliEvents(stdout);

    expect([exitCode, leftovers]).toEqual([0, []]);
    expect(partsOf(events)).toEqual(partsOf(undisturbed));
    expect(events.filter((event) => event.type === 'notice')).toEqual([
      expect.objectContaining({ message: expect.stringContaining('The engine stopped unexpectedly.') }),
    ]);
    // The positive control: an undisturbed run has no such notice.
    expect(undisturbed.filter((event) => event.type === 'notice')).toEqual([]);
  });

  test('time and again fails the recording, keeps its text, and does not stop the next one', async () => {
    const output = await mkdtemp(join(folder, 'killed-'));
    const cli = await start(output);
    await cli.untilStdout(FIRST_TEXT);
    await killEngines(cli, /"type":"end"/);
    const { exitCode, stdout } = await cli.finished;

    const events = parseCliEvents(stdout);
    const ends = events.filter((event) => event.type === 'end');
    expect(ends.map((end) => [end.result, end.error?.code ?? null])).toEqual([
      ['stopped', 'engine-crashed'],
      ['completed', null],
    ]);
    expect(readdirSync(output).toSorted()).toEqual([
      'jfk.json',
      'jfk.txt',
      'printing-1.partial.json',
      'printing-1.partial.txt',
    ]);
    expect(exitCode).toBe(1);
  });
});

/** Kills each engine as soon as it is seen, until the program has gone on to what `until` describes. */
async function killEngines(cli: RunningCli, until: RegExp): Promise<void> {
  const over = new AbortController();
  const reached = cli.untilStdout(until).finally(() => over.abort());
  while (!over.signal.aborted) {
    for (const pid of cli.children()) {
      if (programOf(pid).includes('whisper-runner')) killIfThere(pid);
    }
    await new Promise(setImmediate);
  }
  await reached;
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}

describe.skipIf(process.platform !== 'linux')('a program that is stopped', () => {
  type Stop = (cli: RunningCli) => void;

  test.each<[string, number, Stop]>([
    ['Ctrl-C, which reaches the engine and ffmpeg too', 130, (cli) => cli.signalGroup('SIGINT')],
    ['SIGINT', 130, (cli) => cli.signal('SIGINT')],
    ['SIGTERM', 143, (cli) => cli.signal('SIGTERM')],
    ['SIGHUP', 143, (cli) => cli.signal('SIGHUP')],
  ])('by %s writes what is finished and leaves nothing else', async (_, code, stop) => {
    const output = await mkdtemp(join(folder, 'stopped-'));
    const cli = await start(output);
    await cli.untilStdout(FIRST_TEXT);
    const children = cli.children();
    expect(children).not.toEqual([]);
    stop(cli);
    const { exitCode, stdout, leftovers } = await cli.finished;
    await untilGone(children);

    expect([exitCode, leftovers]).toEqual([code, []]);
    expect(readdirSync(output).toSorted()).toEqual(['printing-1.partial.json', 'printing-1.partial.txt']);
    const transcript = transcriptSchema.parse(
      JSON.parse(readFileSync(join(output, 'printing-1.partial.json'), 'utf8')),
    );
    const events = parseCliEvents(stdout);
    expect(transcript.complete).toBe(false);
    expect(transcript.segments).toEqual(expect.arrayContaining(segmentsOf(events, recording)));
    expect(segmentsOf(events, recording)).not.toEqual([]);
    expect(events.slice(-2)).toEqual([
      expect.objectContaining({ type: 'end', result: 'stopped' }),
      expect.objectContaining({ type: 'summary', completed: 0, failed: 0, stopped: 2 }),
    ]);
    expect(events.flatMap((event) => (event.type === 'notice' ? [event.message] : []))).toEqual([
      expect.stringMatching(/^Stopping\./),
    ]);
  });

  // The engine below is killed 300 ms after the first Ctrl-C: on a machine that is too busy the second may come late.
  test('by a second Ctrl-C ends at once, with nothing written and nothing left', { retry: 2 }, async () => {
    const output = await mkdtemp(join(folder, 'twice-'));
    const cli = await start(output);
    await cli.untilStdout(FIRST_TEXT);
    const children = cli.children();
    // An engine that does not react any more makes the first Ctrl-C wait.
    process.kill(runnerOf(cli), 'SIGSTOP');
    cli.signal('SIGINT');
    await cli.untilStdout(/"message":"Stopping\./);
    // One that comes within a tenth of a second counts as the same: an impatient person presses again and again.
    const again = setInterval(() => cli.signal('SIGINT'), 25);
    const { exitCode, leftovers } = await cli.finished;
    clearInterval(again);
    for (const pid of children) continueIfThere(pid);
    await untilGone(children);

    expect([exitCode, leftovers]).toEqual([130, []]);
    expect(readdirSync(output)).toEqual([]);
  });

  test('before the first text writes no file', async () => {
    const output = await mkdtemp(join(folder, 'early-'));
    const cli = await start(output);
    await cli.untilStdout(/"type":"begin"/);
    cli.signal('SIGINT');
    const { exitCode, leftovers } = await cli.finished;
    expect([exitCode, leftovers, readdirSync(output)]).toEqual([130, [], []]);
  });
});

function continueIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // It has ended.
  }
}
