import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CliEvent, noticesOf, parseCliEvents, textOf } from '../support/cli-events.ts';
import { CliHome } from '../support/cli-home.ts';
import { jobOf, reportOf, runJobs } from '../support/cli-jobs.ts';
import { type RunningCli, runCli } from '../support/run-cli.ts';
import { asOneLine, ScriptedCli } from '../support/scripted-cli.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
const scripted = new ScriptedCli(folder);
const PARTS = 20;
const recording = join(folder, 'talk.wav');
const texts = scripted.recordParts(recording, PARTS);

/** A recording of which one part is done, and the others are not: each takes so long that it can be disturbed. */
async function startHalfway(home: CliHome): Promise<{ cli: RunningCli; uid: string }> {
  scripted.script({ callMs: 500 });
  const args = ['transcribe', '-l', 'en', '--threads', '1', '--json', recording];
  const cli = await scripted.start(args, { home });
  await cli.untilStdout(/"type":"segments"/);
  return { cli, uid: (await jobOf(home)).uid };
}

async function eventsOf(cli: RunningCli): Promise<CliEvent[]> {
  return parseCliEvents((await cli.finished).stdout);
}

describe('a recording that another program works on', () => {
  test('is paused after its part, and whoever follows it waits until it goes on', async () => {
    const home = CliHome.forThisTest();
    const { cli, uid } = await startHalfway(home);
    expect(await reportOf(home, 'pause', uid)).toEqual({ done: [uid], refused: [] });
    await cli.untilStdout(/"type":"notice"[^\n]*paused/);
    const { status, progress } = await jobOf(home);
    expect(status.state).toBe('paused');
    // The positive control: something was left to do.
    expect(progress.chunksDone).toBeLessThan(PARTS);
    scripted.script({});
    await runJobs(home, 'resume', uid);

    const events = await eventsOf(cli);
    expect(noticesOf(events)).toEqual([expect.stringMatching(/^talk\.wav: paused at \d+ %$/)]);
    const text = texts.join(' ');
    expect(textOf(events, recording)).toBe(text);
    expect(asOneLine((await runJobs(home, 'show', uid, '--text')).stdout)).toBe(text);
    expect((await jobOf(home)).status).toEqual({ state: 'completed', gaps: 0 });
  });

  test('cannot be taken off the list, but is cancelled at once, and keeps the text that it has', async () => {
    const home = CliHome.forThisTest();
    const { cli, uid } = await startHalfway(home);
    expect((await reportOf(home, 'remove', uid)).refused).toMatchObject([
      { uid, error: { code: 'state-refused' } },
    ]);
    expect(await reportOf(home, 'cancel', uid)).toEqual({ done: [uid], refused: [] });
    const { exitCode, leftovers } = await cli.finished;
    expect([exitCode, leftovers]).toEqual([1, []]);
    const events = await eventsOf(cli);
    expect(events.find(({ type }) => type === 'end')).toMatchObject({
      result: 'stopped',
      error: { code: 'cancelled', message: 'The recording was cancelled.' },
    });
    const { progress } = await jobOf(home);
    const { stdout } = await runJobs(home, 'show', uid, '--text');
    expect(asOneLine(stdout)).toBe(texts.slice(0, progress.chunksDone).join(' '));

    const again = await runJobs(home, 'retry', uid);
    expect(again.stderr).toContain('earshot serve');
    expect(progress.chunksDone).toBeGreaterThan(0);
    expect((await jobOf(home)).progress.chunksDone).toBe(progress.chunksDone);
  });
});

describe('doctor', () => {
  test('counts the jobs and says which program runs the queue', async () => {
    const home = CliHome.forThisTest();
    const { cli } = await startHalfway(home);
    const during = await runCli(['doctor'], { home });
    expect(during.stdout).toMatch(
      new RegExp(`^ok       queue   the database is in order, 1 job, process ${cli.pid} runs it$`, 'm'),
    );
    cli.signal('SIGINT');
    expect((await cli.finished).exitCode).toBe(130);

    const after = await runCli(['doctor'], { home });
    expect(after.stdout).toMatch(/^ok {7}queue {3}the database is in order, 1 job, no program runs it now$/m);
    expect([during.exitCode, after.exitCode, after.leftovers]).toEqual([0, 0, []]);
    // It looks and begins nothing.
    expect((await jobOf(home)).status.state).toBe('queued');
  });
});
