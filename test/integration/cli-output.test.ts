import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type CliEvent, parseCliEvents, textOf } from '../support/cli-events.ts';
import { CliHome } from '../support/cli-home.ts';
import { fixture } from '../support/make-media.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';
import { asOneLine, ScriptedCli } from '../support/scripted-cli.ts';
import { JFK_WORDS } from '../support/spoken-words.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const cli = new ScriptedCli(folder);
const jfk = join(folder, 'jfk.wav');
const talk = join(folder, 'talk.wav');
const talkText = cli.record(talk);
const english = ['transcribe', '-l', 'en'];
const isRoot = process.getuid?.() === 0;

beforeAll(() => copyFileSync(fixture('jfk.wav'), jfk));

function newFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
}

describe('standard output', () => {
  test('carries nothing but the text when it is piped', async () => {
    const { stdout, stderr, exitCode } = await runCli(['transcribe', jfk]);
    expect(stdout.trimEnd().replaceAll('\n', ' ')).toMatch(
      new RegExp(`^And so,? my fellow Americans,? ask not ${JFK_WORDS.source}\\.$`, 'i'),
    );
    expect(stderr).toContain('Language: English');
    expect(exitCode).toBe(0);
  });

  test.skipIf(process.platform !== 'linux')('on a full disk is a failure', async () => {
    const { exitCode, stderr, leftovers } = await cli.run([...english, talk], { stdoutFile: '/dev/full' });
    expect([exitCode, leftovers]).toEqual([1, []]);
    expect(stderr).toContain('[disk-full]');
  });

  test('that is closed stops the work, and what is finished is written', async () => {
    const output = newFolder('closed');
    const long = join(folder, 'long.wav');
    cli.record(long, 40);
    // Five seconds in all: long enough that much is left when the first text is there.
    cli.script({ callMs: 250 });
    const running = await cli.start([...english, '--format', 'json', '--output', output, long]);
    await running.untilStdout(/\n/);
    running.closeStdout();
    const { exitCode, leftovers } = await running.finished;
    cli.script({});
    expect([exitCode, leftovers]).toEqual([143, []]);
    const partial = JSON.parse(readFileSync(join(output, 'long.partial.json'), 'utf8'));
    expect(partial).toMatchObject({ complete: false, segments: expect.arrayContaining([expect.anything()]) });
  });

  test('goes on when standard error is closed', async () => {
    const running = await cli.start([...english, talk]);
    running.closeStderr();
    const { exitCode, stdout, leftovers } = await running.finished;
    expect([exitCode, leftovers]).toEqual([0, []]);
    expect(asOneLine(stdout)).toBe(talkText);
  });
});

/** Where an event may stand among those of one recording. */
const ORDER = ['begin', 'engine', 'language', 'segments', 'end'];

describe('with --json', () => {
  let run: CliResult;
  let events: CliEvent[];

  beforeAll(async () => {
    run = await runCli(['transcribe', '--json', 'missing.mp3', jfk], { cwd: folder });
    events = parseCliEvents(run.stdout);
  });

  test('nothing is said on standard error', () => {
    expect(run.stderr).toBe('');
  });

  test('every line is an object of a documented type that names its file', () => {
    const perRecording = new Set([...ORDER, 'progress', 'notice']);
    for (const { type, file } of events) {
      if (type === 'summary') expect(file).toBe(undefined);
      else if (type === 'problem') expect(file).toBe(join(folder, 'missing.mp3'));
      else expect([perRecording.has(type), file]).toEqual([true, jfk]);
    }
  });

  test('problems come first, then each recording from begin to end, then the summary', () => {
    const kinds = events.map((event) => event.type).filter((type) => type !== 'progress');
    expect(kinds).toEqual(['problem', ...ORDER, 'summary']);
    expect(events.at(-1)).toMatchObject({ type: 'summary', completed: 1, failed: 1, stopped: 0 });
  });

  test('progress never goes back', () => {
    const progress = events.flatMap((event) => event.progress ?? []);
    const stages = ['probing', 'loading-model', 'finding-speech', 'transcribing', 'finishing'];
    const places = progress.map(({ stage }) => stages.indexOf(stage));
    const done = progress.map(({ doneMs }) => doneMs);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toMatchObject({ stage: 'finishing', doneMs: 11_000 });
  });

  test('the segments carry the text', () => {
    expect(textOf(events, jfk)).toMatch(JFK_WORDS);
  });

  test('a path that leads to nothing still ends with a summary', async () => {
    const { stdout, exitCode } = await cli.run(['transcribe', '--json', 'missing.mp3'], { cwd: folder });
    expect(parseCliEvents(stdout)).toEqual([
      expect.objectContaining({
        type: 'problem',
        error: expect.objectContaining({ code: 'file-not-found' }),
      }),
      expect.objectContaining({ type: 'summary', completed: 0, failed: 1 }),
    ]);
    expect(exitCode).toBe(1);
  });
});

/** The one line of a text file. */
function textIn(path: string): string {
  return asOneLine(readFileSync(path, 'utf8'));
}

describe('files', () => {
  test('of all formats asked for are written beside the recording, and none that is there is touched', async () => {
    const output = newFolder('numbered');
    copyFileSync(talk, join(output, 'talk.wav'));
    writeFileSync(join(output, 'talk.txt'), 'mine');
    const { stderr, exitCode } = await cli.run([...english, '--format', 'srt,txt', join(output, 'talk.wav')]);
    expect(exitCode).toBe(0);
    expect(readFileSync(join(output, 'talk.txt'), 'utf8')).toBe('mine');
    expect(textIn(join(output, 'talk (2).txt'))).toBe(talkText);
    expect(readFileSync(join(output, 'talk.srt'), 'utf8')).toMatch(
      /^1\n00:00:0\d,\d{3} --> 00:00:\d\d,\d{3}\n/,
    );
    expect(stderr).toContain(`Wrote ${join(output, 'talk (2).txt')}\n`);
  });

  test('that are there are replaced with --overwrite', async () => {
    const output = newFolder('overwritten');
    writeFileSync(join(output, 'talk.txt'), 'old');
    const { exitCode } = await cli.run([...english, '--overwrite', '--output', output, talk]);
    expect(exitCode).toBe(0);
    expect(textIn(join(output, 'talk.txt'))).toBe(talkText);
    expect(existsSync(join(output, 'talk (2).txt'))).toBe(false);
  });

  test('of two recordings of one name are both kept, even with --overwrite', async () => {
    const output = newFolder('namesakes');
    const other = join(newFolder('elsewhere'), 'talk.flac');
    const otherText = cli.record(other);
    const { exitCode } = await cli.run([...english, '--overwrite', '--output', output, talk, other]);
    expect(exitCode).toBe(0);
    expect(textIn(join(output, 'talk.txt'))).toBe(talkText);
    expect(textIn(join(output, 'talk (2).txt'))).toBe(otherText);
  });

  test('of a folder keep its sub-folders, and recordings come in the order people count', async () => {
    const input = newFolder('talks');
    const output = join(folder, 'texts');
    for (const name of ['Part 10.wav', 'part 2.wav', 'day 1/talk.wav', 'day 1/late/talk.wav']) {
      mkdirSync(join(input, name, '..'), { recursive: true });
      cli.record(join(input, name));
    }
    const { stdout } = await cli.run([...english, '--json', '--output', output, input]);
    expect(
      parseCliEvents(stdout).flatMap((event) => (event.type === 'end' ? (event.files ?? []) : [])),
    ).toEqual(
      ['part 2.txt', 'Part 10.txt', 'day 1/talk.txt', 'day 1/late/talk.txt'].map((name) =>
        join(output, name),
      ),
    );
  });
});

/** A file system of one page in memory; null where this user may not mount one. */
function mountTinyDisk(path: string): string | null {
  mkdirSync(path);
  if (!isRoot || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', path]).status !== 0)
    return null;
  onTestFinished(() => {
    execFileSync('umount', [path]);
  });
  return path;
}

describe('a folder that cannot take the files', () => {
  /** Runs two recordings whose files have no place, and makes sure that both give their text all the same. */
  async function expectRefusal(output: string, code: string): Promise<void> {
    const other = join(newFolder('other'), 'other.wav');
    const otherText = cli.record(other);
    const args = [...english, '--json', '--output', output, talk, other];
    const { exitCode, stdout, leftovers } = await cli.run(args);
    const events = parseCliEvents(stdout);
    const ends = events.filter((event) => event.type === 'end');
    expect(ends.map((end) => [end.result, end.error?.code, end.files])).toEqual([
      ['export-failed', code, []],
      ['export-failed', code, []],
    ]);
    expect([textOf(events, talk), textOf(events, other)]).toEqual([talkText, otherText]);
    expect([exitCode, leftovers]).toEqual([1, []]);
  }

  test('because it is a file', async () => {
    const output = join(folder, 'a-file');
    writeFileSync(output, 'mine');
    await expectRefusal(output, 'output-not-writable');
    expect(readFileSync(output, 'utf8')).toBe('mine');
  });

  test.skipIf(process.platform === 'win32')('because writing is not allowed there', async (context) => {
    const path = join(folder, 'locked');
    const disk = mountTinyDisk(path);
    context.skip(isRoot && disk === null, 'root may write everywhere, and mounting is not allowed here');
    if (disk === null) chmodSync(path, 0o555);
    else execFileSync('mount', ['-o', 'remount,ro', path]);
    await expectRefusal(path, 'output-not-writable');
  });

  test('because its disk is full', async (context) => {
    const disk = mountTinyDisk(join(folder, 'full'));
    context.skip(disk === null, 'mounting is not allowed here');
    writeFileSync(join(folder, 'full', 'filler'), Buffer.alloc(4096));
    await expectRefusal(join(folder, 'full'), 'disk-full');
    rmSync(join(folder, 'full', 'filler'));
  });
});

test('a full disk for decoded sound is told as such, and nothing is begun', async (context) => {
  const home = CliHome.forThisTest();
  const disk = mountTinyDisk(join(home.queue, 'cache', 'work'));
  context.skip(disk === null, 'mounting is not allowed here');
  const { exitCode, stdout, stderr } = await cli.run([...english, talk, jfk], { home });
  expect(stderr.match(/\[disk-full\]$/gm)).toHaveLength(2);
  expect([exitCode, stdout]).toEqual([1, '']);
});
