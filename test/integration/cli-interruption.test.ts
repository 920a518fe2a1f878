import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { transcriptSchema } from '../../src/shared/transcript.ts';
import { noticesOf, parseCliEvents, segmentsOf, textOf } from '../support/cli-events.ts';
import { CliHome } from '../support/cli-home.ts';
import { engineOf } from '../support/engine-of.ts';
import { signalIfThere } from '../support/fault-processes.ts';
import { fixture } from '../support/make-media.ts';
import { FIRST_SENTENCE, recordingInTwoParts } from '../support/recording-in-two-parts.ts';
import { isRunning, type RunningCli, runCli, startCli } from '../support/run-cli.ts';
import { asOneLine, ScriptedCli } from '../support/scripted-cli.ts';
import { suiteFolder } from '../support/suite-folder.ts';

/** A recording of two parts, another one after it, and what begins with both. */
type Program = {
  readonly recording: string;
  readonly start: (output: string, home?: CliHome) => Promise<RunningCli>;
  readonly firstText: RegExp;
};

const folder = suiteFolder();
const FIRST_TEXT = /"type":"segments"/;

function argsFor(output: string, recordings: readonly string[]): string[] {
  // One thread, so that there is always work left when the first text comes.
  const options = ['-l', 'en', '--threads', '1', '--json'];
  return ['transcribe', ...options, '--format', 'txt,json', '--output', output, ...recordings];
}

function optionsOf(home: CliHome | undefined): { readonly home?: CliHome } {
  return home === undefined ? {} : { home };
}

const twoParts = recordingInTwoParts(folder);
const real: Program = {
  recording: twoParts,
  start: (output, home) => startCli(argsFor(output, [twoParts, fixture('jfk.wav')]), optionsOf(home)),
  firstText: FIRST_SENTENCE,
};

const scriptedCli = new ScriptedCli(folder);
const [talk, next] = [join(folder, 'talk.wav'), join(folder, 'next.wav')];
const [firstPart = ''] = scriptedCli.recordParts(talk, 2);
const nextText = scriptedCli.record(next);
const scripted: Program = {
  recording: talk,
  start: (output, home) => {
    scriptedCli.script({ rules: [{ fault: 'slow', ms: 50_000, part: 1 }] });
    return scriptedCli.start(argsFor(output, [talk, next]), optionsOf(home));
  },
  firstText: new RegExp(`^${firstPart}$`),
};

/** Waits until none of the processes is left; the test's own time limit is the only one. */
async function untilGone(pids: readonly number[]): Promise<void> {
  await expect.poll(() => pids.filter((pid) => isRunning(pid)), { timeout: 20_000 }).toEqual([]);
}

test('a part over which engines die again and again is a gap, and the next recording is done', async () => {
  const output = await mkdtemp(join(folder, 'killed-'));
  const fatal = { fault: 'signal', signal: 'SIGKILL' } as const;
  // Cut in two, only its first half has its mark.
  scriptedCli.script({
    rules: [
      { ...fatal, part: 1 },
      { ...fatal, part: -1 },
    ],
  });
  const args = argsFor(output, [talk, next]);
  const { exitCode, stdout, leftovers } = await scriptedCli.run(args);

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
  expect([textOf(events, talk), textOf(events, next)]).toEqual([firstPart, nextText]);
  expect(readdirSync(output).toSorted()).toEqual(['next.json', 'next.txt', 'talk.json', 'talk.txt']);
  expect([exitCode, leftovers]).toEqual([1, []]);
});

describe.skipIf(process.platform !== 'linux')('a program that is stopped', () => {
  type Stop = (cli: RunningCli) => void;

  test.each<[string, Program, number, Stop]>([
    ['Ctrl-C, which reaches the engine and ffmpeg too,', real, 130, (cli) => cli.signalGroup('SIGINT')],
    ['SIGINT', scripted, 130, (cli) => cli.signal('SIGINT')],
    ['SIGTERM', scripted, 143, (cli) => cli.signal('SIGTERM')],
    ['SIGHUP', scripted, 143, (cli) => cli.signal('SIGHUP')],
  ])('by %s writes what is finished and leaves nothing else', async (_, program, code, stop) => {
    const output = await mkdtemp(join(folder, 'stopped-'));
    const cli = await program.start(output);
    await cli.untilStdout(FIRST_TEXT);
    const children = cli.children();
    expect(children).not.toEqual([]);
    stop(cli);
    const { exitCode, stdout, leftovers } = await cli.finished;
    await untilGone(children);

    expect([exitCode, leftovers]).toEqual([code, []]);
    const name = basename(program.recording, '.wav');
    const [json, plain] = [`${name}.partial.json`, `${name}.partial.txt`];
    expect(readdirSync(output).toSorted()).toEqual([json, plain]);
    const transcript = transcriptSchema.parse(JSON.parse(readFileSync(join(output, json), 'utf8')));
    const events = parseCliEvents(stdout);
    expect(transcript.complete).toBe(false);
    expect(transcript.segments).toEqual(expect.arrayContaining(segmentsOf(events, program.recording)));
    expect(textOf(events, program.recording)).toMatch(program.firstText);
    expect(asOneLine(readFileSync(join(output, plain), 'utf8'))).toMatch(program.firstText);
    expect(events.slice(-2)).toEqual([
      expect.objectContaining({ type: 'end', result: 'stopped' }),
      expect.objectContaining({ type: 'summary', completed: 0, failed: 0, stopped: 2 }),
    ]);
    expect(noticesOf(events)).toEqual([expect.stringMatching(/^Stopping\./)]);
  });

  test('by a second Ctrl-C ends at once, with whole files or none, and no sound left', async () => {
    const output = await mkdtemp(join(folder, 'twice-'));
    const home = CliHome.forThisTest();
    const cli = await scripted.start(output, home);
    await cli.untilStdout(FIRST_TEXT);
    const children = cli.children();
    // An engine that does not react any more makes the first Ctrl-C wait.
    process.kill(engineOf(cli), 'SIGSTOP');
    cli.signal('SIGINT');
    await cli.untilStdout(/"message":"Stopping\./);
    // One that comes within a tenth of a second counts as the same: an impatient person presses again and again.
    const again = setInterval(() => cli.signal('SIGINT'), 25);
    const { exitCode, stdout } = await cli.finished;
    clearInterval(again);
    for (const pid of children) signalIfThere(pid, 'SIGCONT');
    await untilGone(children);

    expect(exitCode).toBe(130);
    const said = textOf(parseCliEvents(stdout), scripted.recording);
    for (const name of readdirSync(output)) expectWhole(join(output, name), said);
    // The way to the dead owner is used again by the next one.
    expect(home.leftovers()).toEqual([expect.stringMatching(/^earshot-\d+-[0-9a-f]{12}$/)]);
    const list = await runCli(['jobs', 'list', '--json'], { home });
    expect([list.exitCode, list.leftovers]).toEqual([0, []]);
  });

  test('before the first text writes no file', async () => {
    const output = await mkdtemp(join(folder, 'early-'));
    scriptedCli.script({ callMs: 50_000 });
    const cli = await scriptedCli.start(argsFor(output, [talk, next]));
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
  if (path.endsWith('.txt')) expect(asOneLine(text)).toBe(said);
  else expect(transcriptSchema.parse(JSON.parse(text))).toMatchObject({ complete: false });
}
