import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CliEvent, noticesOf, parseCliEvents, segmentsOf } from '../support/cli-events.ts';
import { CliHome } from '../support/cli-home.ts';
import { jobOf } from '../support/cli-jobs.ts';
import { fixture } from '../support/make-media.ts';
import { type CliResult, runCli, startCli } from '../support/run-cli.ts';

/** So many parts are worked on side by side. */
const STATES = 2;
/** 112 s: five parts. */
const recording = fixture('printing-1.flac');
const args = ['transcribe', '-l', 'en', '--threads', `${STATES}`, '--json', recording];
/** Of the parts that are begun together the first is finished. */
const FIRST_TEXT = /"type":"segments"/;

let undisturbed: CliEvent[];

beforeAll(async () => {
  undisturbed = parseCliEvents((await runCli(args)).stdout);
});

/** The whole text of the recording, each phrase once, just as without a disturbance. */
function expectWholeText({ exitCode, stdout, leftovers }: CliResult): void {
  expect(segmentsOf(parseCliEvents(stdout), recording)).toEqual(segmentsOf(undisturbed, recording));
  expect([exitCode, leftovers]).toEqual([0, []]);
}

type Part = { readonly sequence: number; readonly state: string; readonly engineWallMs: number | null };

/** Parts as they are stored. The time that one took tells whether it was done again. */
function storedParts(home: CliHome): Part[] {
  const database = new Database(join(home.queue, 'data', 'earshot.db'));
  try {
    return database
      .prepare<[], Part>(
        'SELECT sequence, state, engine_wall_ms AS engineWallMs FROM chunks ORDER BY sequence',
      )
      .all();
  } finally {
    database.close();
  }
}

describe.skipIf(process.platform !== 'linux')('a program that is killed with all it has started', () => {
  test('loses no text, and at most a part for each that was worked on', async () => {
    const home = CliHome.forThisTest();
    const cli = await startCli(args, { home });
    await cli.untilStdout(FIRST_TEXT);
    cli.signalGroup('SIGKILL');
    const killed = await cli.finished;
    await expect.poll(() => home.processes()).toEqual([]);
    const before = storedParts(home);

    const again = await runCli(args, { home });
    expectWholeText(again);
    const done = before.filter(({ state }) => state === 'done');
    expect(noticesOf(parseCliEvents(again.stdout))).toEqual([
      expect.stringContaining(`It continues where it stopped: ${done.length} of `),
    ]);
    expect(storedParts(home)).toEqual(expect.arrayContaining(done));
    // Whatever was told is stored; the others were on the engine at most.
    const told = parseCliEvents(killed.stdout.replace(/[^\n]*$/, ''));
    expect(done.length).toBeGreaterThanOrEqual(told.filter(({ type }) => type === 'segments').length);
    expect(before.filter(({ state }) => state === 'running').length).toBeLessThanOrEqual(STATES);
    // The positive control: it was killed in the middle.
    expect(done.length).toBeLessThan(storedParts(home).length);
  });

  test('leaves decoded sound only until the next program comes', async () => {
    const home = CliHome.forThisTest();
    const cli = await startCli(args, { home });
    await cli.untilStdout(/"stage":"transcribing"/);
    cli.signalGroup('SIGKILL');
    // The positive control: it lies there, beside the way to the dead owner.
    expect((await cli.finished).leftovers).toHaveLength(2);
    expect((await runCli(['jobs', 'list'], { home })).leftovers).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('an owner that is stopped while another program waits', () => {
  test('by Ctrl-C hands the recording over, and the other finishes it', async () => {
    const home = CliHome.forThisTest();
    const owner = await startCli(args, { home });
    await owner.untilStdout(FIRST_TEXT);
    const client = await startCli(args, { home });
    await client.untilStdout(FIRST_TEXT);
    owner.signal('SIGINT');
    expect((await owner.finished).exitCode).toBe(130);
    const before = storedParts(home).filter(({ state }) => state === 'done');
    const result = await client.finished;
    expectWholeText(result);
    expect(storedParts(home)).toEqual(expect.arrayContaining(before));
    // The positive control: there was something left to do.
    expect(before.length).toBeLessThan(storedParts(home).length);
    expect(noticesOf(parseCliEvents(result.stdout))).toEqual([
      'It was in the queue already, and is followed now.',
    ]);
    expect((await jobOf(home)).status).toEqual({ state: 'completed', gaps: 0 });
  });
});
