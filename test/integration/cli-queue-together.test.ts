import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type QueueStatus, queueStatusSchema } from '../../src/shared/contract/methods.ts';
import { parseCliEvents, segmentsOf, textOf } from '../support/cli-events.ts';
import { CliHome } from '../support/cli-home.ts';
import { jobOf, parseLines } from '../support/cli-jobs.ts';
import type { CliResult } from '../support/run-cli.ts';
import { runInHome } from '../support/run-in-home.ts';
import { asOneLine, ScriptedCli } from '../support/scripted-cli.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const english = ['transcribe', '-l', 'en', '--json'];
const scripted = new ScriptedCli(folder);
const talk = join(folder, 'talk.wav');
const talkText = scripted.record(talk);

/** Every program that has run the queue of this home so far, by its process. The last to end may take it over for a moment. */
function ownersOf(home: CliHome): number[] {
  const line = z.looseObject({ event: z.string(), pid: z.int() });
  const log = readFileSync(join(home.queue, 'logs', 'earshot.log'), 'utf8');
  return parseLines(log, line).flatMap(({ event, pid }) => (event === 'queue.opened' ? [pid] : []));
}

async function statusOf(home: CliHome): Promise<QueueStatus> {
  const { stdout } = await runInHome(home, ['queue', 'status', '--json']);
  return queueStatusSchema.parse(JSON.parse(stdout));
}

function jobCount({ counts }: QueueStatus): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function expectOnce({ stdout }: CliResult, file: string, text: string): void {
  const events = parseCliEvents(stdout);
  const ids = segmentsOf(events, file).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(textOf(events, file)).toBe(text);
  expect(events.filter((event) => event.type === 'end' && event.file === file)).toMatchObject([
    { result: 'completed' },
  ]);
}

describe('two commands at once', () => {
  test('share one queue, and both get all of their text once', async () => {
    const home = CliHome.forThisTest();
    const [speech, call] = [join(folder, 'speech.wav'), join(folder, 'call.wav')];
    const [speechText, callText] = [scripted.record(speech, 20), scripted.record(call, 20)];
    // Neither comes to its end before the other is there.
    scripted.script({ callMs: 500 });
    const one = await scripted.start([...english, speech, talk], { home });
    const other = await scripted.start([...english, talk, call], { home });
    await Promise.race([one.untilStdout(/"type":"begin"/), other.untilStdout(/"type":"begin"/)]);
    // The recording that both want is one job.
    await expect.poll(async () => jobCount(await statusOf(home)), { timeout: 20_000 }).toBe(3);
    const { owner } = await statusOf(home);
    expect(ownersOf(home)).toEqual([owner.pid]);
    scripted.script({});
    const results = await Promise.all([one.finished, other.finished]);

    expect(results.map(({ exitCode, stderr, leftovers }) => [exitCode, stderr, leftovers])).toEqual([
      [0, '', expect.anything()],
      [0, '', expect.anything()],
    ]);
    const [first, second] = results;
    expectOnce(first, speech, speechText);
    expectOnce(first, talk, talkText);
    expectOnce(second, talk, talkText);
    expectOnce(second, call, callText);
    expect([one.pid, other.pid]).toContain(owner.pid);
    expect([ownersOf(home), home.leftovers()]).toEqual([[owner.pid], []]);
    expect(jobCount(await statusOf(home))).toBe(3);
  });
});

describe.skipIf(process.platform !== 'linux')('recordings that are left to the queue', () => {
  test('are done in the background, with their files, and the program there ends by itself', async () => {
    const home = CliHome.forThisTest();
    const output = join(folder, 'detached');
    const args = ['transcribe', '-l', 'en', '--detach', '--format', 'txt', '--output', output, talk];
    const { exitCode, stdout, stderr } = await scripted.run(args, { home });
    const { uid } = await jobOf(home);
    expect([exitCode, stdout]).toEqual([0, `${uid}\n`]);
    expect(stderr).toContain('talk.wav: added\n');

    await expect.poll(() => home.processes(), { timeout: 50_000, interval: 100 }).toEqual([]);
    expect((await jobOf(home)).exportStatus).toEqual({ state: 'written', files: [join(output, 'talk.txt')] });
    expect(asOneLine(readFileSync(join(output, 'talk.txt'), 'utf8'))).toBe(talkText);
    expect(home.leftovers()).toEqual([]);
  });

  test('are told as JSON to programs', async () => {
    const home = CliHome.forThisTest();
    const { stdout } = await scripted.run([...english, '--detach', talk, 'missing.mp3'], {
      home,
      cwd: folder,
    });
    const { uid } = await jobOf(home);
    expect(parseCliEvents(stdout)).toMatchObject([
      { type: 'problem', file: join(folder, 'missing.mp3'), error: { code: 'file-not-found' } },
      { type: 'added', file: talk, uid, disposition: 'added' },
    ]);
    expect(existsSync(join(folder, 'talk.txt'))).toBe(false);
  });
});
