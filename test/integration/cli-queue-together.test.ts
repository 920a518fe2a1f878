import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { queueStatusSchema } from '../../src/shared/contract/methods.ts';
import { parseCliEvents, segmentsOf, textOf } from '../support/cli-events.ts';
import { CliHome } from '../support/cli-home.ts';
import { jobOf, parseLines } from '../support/cli-jobs.ts';
import { ffmpeg, fixture } from '../support/make-media.ts';
import { type CliResult, runCli, startCli } from '../support/run-cli.ts';
import { JFK_WORDS, SONNET_WORDS } from '../support/spoken-words.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const english = ['transcribe', '-l', 'en', '--json'];
const jfk = fixture('jfk.wav');

/** Every program that has run the queue of this home so far, by its process. */
function ownersOf(home: CliHome): number[] {
  const line = z.looseObject({ event: z.string(), pid: z.int() });
  const log = readFileSync(join(home.queue, 'logs', 'earshot.log'), 'utf8');
  return parseLines(log, line).flatMap(({ event, pid }) => (event === 'queue.opened' ? [pid] : []));
}

function expectOnce({ stdout }: CliResult, file: string, words: RegExp): void {
  const events = parseCliEvents(stdout);
  const ids = segmentsOf(events, file).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(textOf(events, file)).toMatch(words);
  expect(events.filter((event) => event.type === 'end' && event.file === file)).toMatchObject([
    { result: 'completed' },
  ]);
}

describe('two commands at once', () => {
  test('share one queue, and both get all of their text once', async () => {
    const home = CliHome.forThisTest();
    const printing = ffmpeg(folder, '-i', fixture('printing-1.flac'), '-t', '20', 'printing.flac');
    const sonnet = fixture('sonnet-clip.ogg');
    const one = await startCli([...english, printing, jfk], { home });
    const other = await startCli([...english, jfk, sonnet], { home });
    await Promise.all([one.untilStdout(/"type":"begin"/), other.untilStdout(/"type":"begin"/)]);
    const status = await runCli(['queue', 'status', '--json'], { home });
    const results = await Promise.all([one.finished, other.finished]);

    expect(results.map(({ exitCode, stderr, leftovers }) => [exitCode, stderr, leftovers])).toEqual([
      [0, '', expect.anything()],
      [0, '', expect.anything()],
    ]);
    const [first, second] = results;
    expectOnce(first, printing, /^Printing, in the only sense/);
    expectOnce(first, jfk, JFK_WORDS);
    expectOnce(second, jfk, JFK_WORDS);
    expectOnce(second, sonnet, SONNET_WORDS);
    const [{ owner, counts }] = z
      .tuple([queueStatusSchema])
      .parse(parseLines(status.stdout, queueStatusSchema));
    expect([one.pid, other.pid]).toContain(owner.pid);
    // The recording that both want is one job.
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(3);
    expect([ownersOf(home), home.leftovers()]).toEqual([[owner.pid], []]);
  });
});

describe.skipIf(process.platform !== 'linux')('recordings that are left to the queue', () => {
  test('are done in the background, with their files, and the program there ends by itself', async () => {
    const home = CliHome.forThisTest();
    const output = join(folder, 'detached');
    const args = ['transcribe', '-l', 'en', '--detach', '--format', 'txt', '--output', output, jfk];
    const { exitCode, stdout, stderr } = await runCli(args, { home });
    const { uid } = await jobOf(home);
    expect([exitCode, stdout]).toEqual([0, `${uid}\n`]);
    expect(stderr).toContain('jfk.wav: added\n');

    await expect.poll(() => home.processes(), { timeout: 30_000, interval: 100 }).toEqual([]);
    expect((await jobOf(home)).exportStatus).toEqual({ state: 'written', files: [join(output, 'jfk.txt')] });
    expect(readFileSync(join(output, 'jfk.txt'), 'utf8')).toMatch(JFK_WORDS);
    expect(home.leftovers()).toEqual([]);
  });

  test('are told as JSON to programs', async () => {
    const home = CliHome.forThisTest();
    const { stdout } = await runCli([...english, '--detach', jfk, 'missing.mp3'], { home, cwd: folder });
    const { uid } = await jobOf(home);
    expect(parseCliEvents(stdout)).toMatchObject([
      { type: 'problem', file: join(folder, 'missing.mp3'), error: { code: 'file-not-found' } },
      { type: 'added', file: jfk, uid, disposition: 'added' },
    ]);
    expect(existsSync(join(folder, 'jfk.txt'))).toBe(false);
  });
});
