import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { transcriptSchema } from '../../src/shared/transcript.ts';
import { type CliEvent, parseCliEvents, segmentsOf, textOf } from '../support/cli-events.ts';
import { CliHome } from '../support/cli-home.ts';
import { signalIfThere } from '../support/fault-processes.ts';
import { ffmpeg, fixture } from '../support/make-media.ts';
import { cpuMsOf, isRunning, programOf, type RunningCli, runCli, startCli } from '../support/run-cli.ts';
import { JFK_WORDS } from '../support/spoken-words.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
/** 112 s: several parts, two of them worked on at once. */
const recording = fixture('printing-1.flac');
const FORMATS = 'txt,json';

async function start(output: string, first = recording, home?: CliHome): Promise<RunningCli> {
  const files = ['--format', FORMATS, '--output', output];
  // One thread, so that there is always work left when the first text comes.
  const options = ['-l', 'en', '--threads', '1', '--json'];
  return startCli(
    ['transcribe', ...options, ...files, first, fixture('jfk.wav')],
    home === undefined ? {} : { home },
  );
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

function partsOf(events: readonly CliEvent[], file: string): string[] {
  return segmentsOf(events, file).map(({ startMs, endMs, text }) => `${startMs} ${endMs} ${text}`);
}

describe.skipIf(process.platform !== 'linux')('an engine that is killed in the middle', () => {
  test('costs no text: its part runs again on a new engine', async () => {
    const file = ffmpeg(folder, '-i', recording, '-t', '70', 'three-parts.flac');
    const args = ['transcribe', '-l', 'en', '--json', file];
    const undisturbed = parseCliEvents((await runCli(args)).stdout);

    const cli = await startCli(args);
    await cli.untilStdout(FIRST_TEXT);
    const killed = runnerOf(cli);
    process.kill(killed, 'SIGKILL');
    const { exitCode, stdout, leftovers } = await cli.finished;
    const events = parseCliEvents(stdout);

    expect([exitCode, leftovers]).toEqual([0, []]);
    expect(partsOf(events, file)).toEqual(partsOf(undisturbed, file));
    expect(events.filter((event) => event.type === 'notice')).toEqual([
      expect.objectContaining({ message: expect.stringContaining('The engine stopped unexpectedly.') }),
    ]);
    // The positive control: an undisturbed run has no such notice.
    expect(undisturbed.filter((event) => event.type === 'notice')).toEqual([]);
  });

  test('over one part again and again leaves a gap there, and the next recording is done', async () => {
    const output = await mkdtemp(join(folder, 'killed-'));
    const twoParts = ffmpeg(folder, '-i', recording, '-t', '40', 'two-parts.flac');
    const cli = await start(output, twoParts);
    await cli.untilStdout(FIRST_TEXT);
    await killEngines(cli, /"type":"end"/);
    const { exitCode, stdout, leftovers } = await cli.finished;

    const events = parseCliEvents(stdout);
    const ends = events.filter((event) => event.type === 'end');
    expect(ends).toMatchObject([
      {
        result: 'completed',
        error: null,
        review: [{ reason: 'not-transcribed' }, { reason: 'not-transcribed' }],
      },
      { result: 'completed', error: null, gaps: 0, review: [] },
    ]);
    expect(textOf(events, twoParts)).toMatch(/^Printing, in the only sense/);
    expect(textOf(events, fixture('jfk.wav'))).toMatch(JFK_WORDS);
    expect(readdirSync(output).toSorted()).toEqual([
      'jfk.json',
      'jfk.txt',
      'two-parts.json',
      'two-parts.txt',
    ]);
    expect([exitCode, leftovers]).toEqual([1, []]);
  });
});

/** Far more than it takes to load the model, and less than a part takes. */
const AT_WORK_CPU_MS = 500;

/** Kills each engine as soon as it works on a part, until the program has gone on to what `until` describes. */
async function killEngines(cli: RunningCli, until: RegExp): Promise<void> {
  const over = new AbortController();
  const reached = cli.untilStdout(until).finally(() => over.abort());
  while (!over.signal.aborted) {
    for (const pid of cli.children()) {
      if (programOf(pid).includes('whisper-runner') && cpuMsOf(pid) > AT_WORK_CPU_MS)
        signalIfThere(pid, 'SIGKILL');
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await reached;
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

  test('by a second Ctrl-C ends at once, with whole files or none, and no sound left', async () => {
    const output = await mkdtemp(join(folder, 'twice-'));
    const home = CliHome.forThisTest();
    const cli = await start(output, recording, home);
    await cli.untilStdout(FIRST_TEXT);
    const children = cli.children();
    // An engine that does not react any more makes the first Ctrl-C wait.
    process.kill(runnerOf(cli), 'SIGSTOP');
    cli.signal('SIGINT');
    await cli.untilStdout(/"message":"Stopping\./);
    // One that comes within a tenth of a second counts as the same: an impatient person presses again and again.
    const again = setInterval(() => cli.signal('SIGINT'), 25);
    const { exitCode, stdout } = await cli.finished;
    clearInterval(again);
    for (const pid of children) signalIfThere(pid, 'SIGCONT');
    await untilGone(children);

    expect(exitCode).toBe(130);
    const said = textOf(parseCliEvents(stdout), recording);
    for (const name of readdirSync(output)) expectWhole(join(output, name), said);
    // The way to the dead owner is used again by the next one.
    expect(home.leftovers()).toEqual([expect.stringMatching(/^earshot-\d+-[0-9a-f]{12}$/)]);
    const next = await runCli(['jobs', 'list', '--json'], { home });
    expect([next.exitCode, next.leftovers]).toEqual([0, []]);
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

/** A file under its name holds all of what was said so far. */
function expectWhole(path: string, said: string): void {
  const text = readFileSync(path, 'utf8');
  expect(path).toMatch(/\.partial\.(txt|json)$/);
  if (path.endsWith('.txt')) expect(text.replaceAll(/\s+/g, ' ').trim()).toBe(said);
  else expect(transcriptSchema.parse(JSON.parse(text))).toMatchObject({ complete: false });
}
