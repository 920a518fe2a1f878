import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CliEvent, noticesOf, parseCliEvents, segmentsOf, textOf } from '../support/cli-events.ts';
import { CliHome } from '../support/cli-home.ts';
import { jobOf } from '../support/cli-jobs.ts';
import { engineOf } from '../support/engine-of.ts';
import { recordingInTwoParts } from '../support/recording-in-two-parts.ts';
import { type CliResult, type RunningCli, runCli, startCli } from '../support/run-cli.ts';
import { runInHome } from '../support/run-in-home.ts';
import { ScriptedCli } from '../support/scripted-cli.ts';
import { suiteFolder } from '../support/suite-folder.ts';

type Program = {
  /** So many parts are worked on side by side. */
  readonly states: number;
  /** Begins with the recording, so slowly that it can be disturbed. */
  readonly start: (home: CliHome) => Promise<RunningCli>;
  /** Comes back to it. */
  readonly run: (home: CliHome) => Promise<CliResult>;
  /** The whole text of the recording, each phrase once, just as without a disturbance. */
  readonly expectWhole: (events: readonly CliEvent[]) => void;
};

const folder = suiteFolder();
/** Of the parts that are begun together the first is finished. */
const FIRST_TEXT = /"type":"segments"/;

function argsFor(states: number, recording: string): string[] {
  return ['transcribe', '-l', 'en', '--threads', `${states}`, '--json', recording];
}

const twoParts = recordingInTwoParts(folder);
let undisturbed: CliEvent[];

const real: Program = {
  states: 1,
  start: (home) => startCli(argsFor(1, twoParts), { home }),
  run: (home) => runCli(argsFor(1, twoParts), { home }),
  expectWhole: (events) => expect(segmentsOf(events, twoParts)).toEqual(segmentsOf(undisturbed, twoParts)),
};

const cli = new ScriptedCli(folder);
const talk = join(folder, 'talk.wav');
const talkText = cli.record(talk, 6);

const scripted: Program = {
  states: 2,
  start: (home) => {
    cli.script({ callMs: 500 });
    return cli.start(argsFor(2, talk), { home });
  },
  run: (home) => {
    cli.script({});
    return cli.run(argsFor(2, talk), { home });
  },
  expectWhole: (events) => expect(textOf(events, talk)).toBe(talkText),
};

beforeAll(async () => {
  const home = CliHome.make();
  undisturbed = parseCliEvents((await runInHome(home, argsFor(1, twoParts))).stdout);
  home.remove();
});

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

describe.skipIf(process.platform !== 'linux')('an engine that is killed in the middle', () => {
  test('costs no text: its part runs again on a new engine', async () => {
    const program = await real.start(CliHome.forThisTest());
    await program.untilStdout(FIRST_TEXT);
    process.kill(engineOf(program), 'SIGKILL');
    const { exitCode, stdout, leftovers } = await program.finished;

    const events = parseCliEvents(stdout);
    real.expectWhole(events);
    expect([exitCode, leftovers]).toEqual([0, []]);
    expect(noticesOf(events)).toEqual([expect.stringContaining('The engine stopped unexpectedly.')]);
    // The positive control: an undisturbed run has no such notice.
    expect(noticesOf(undisturbed)).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('a program that is killed with all it has started', () => {
  test.each<[string, Program]>([
    ['the real engine', real],
    ['an engine that works on two parts', scripted],
  ])('together with %s loses no text, and at most a part for each that was worked on', async (_, program) => {
    const home = CliHome.forThisTest();
    const first = await program.start(home);
    await first.untilStdout(FIRST_TEXT);
    first.signalGroup('SIGKILL');
    const killed = await first.finished;
    await expect.poll(() => home.processes(), { timeout: 20_000 }).toEqual([]);
    const before = storedParts(home);

    const again = await program.run(home);
    const events = parseCliEvents(again.stdout);
    program.expectWhole(events);
    expect([again.exitCode, again.leftovers]).toEqual([0, []]);
    const done = before.filter(({ state }) => state === 'done');
    expect(noticesOf(events)).toEqual([
      expect.stringContaining(`It continues where it stopped: ${done.length} of `),
    ]);
    expect(storedParts(home)).toEqual(expect.arrayContaining(done));
    // Whatever was told is stored; the others were on the engine at most.
    const told = parseCliEvents(killed.stdout.replace(/[^\n]*$/, ''));
    expect(done.length).toBeGreaterThanOrEqual(told.filter(({ type }) => type === 'segments').length);
    expect(before.filter(({ state }) => state === 'running').length).toBeLessThanOrEqual(program.states);
    // The positive control: it was killed in the middle.
    expect(done.length).toBeLessThan(storedParts(home).length);
  });

  test('leaves decoded sound only until the next program comes', async () => {
    const home = CliHome.forThisTest();
    const killed = await scripted.start(home);
    await killed.untilStdout(/"stage":"transcribing"/);
    killed.signalGroup('SIGKILL');
    // The positive control: it lies there, beside the way to the dead owner.
    expect((await killed.finished).leftovers).toHaveLength(2);
    expect((await runCli(['jobs', 'list'], { home })).leftovers).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('an owner that is stopped while another program waits', () => {
  test('by Ctrl-C hands the recording over, and the other finishes it', async () => {
    const home = CliHome.forThisTest();
    const owner = await real.start(home);
    await owner.untilStdout(/"type":"begin"/);
    // Begun early, so that it is there before the owner is done.
    const client = await real.start(home);
    await client.untilStdout(FIRST_TEXT);
    owner.signal('SIGINT');
    expect((await owner.finished).exitCode).toBe(130);
    const before = storedParts(home).filter(({ state }) => state === 'done');
    const { exitCode, stdout, leftovers } = await client.finished;

    const events = parseCliEvents(stdout);
    real.expectWhole(events);
    expect([exitCode, leftovers]).toEqual([0, []]);
    expect(storedParts(home)).toEqual(expect.arrayContaining(before));
    // The positive control: there was something left to do.
    expect(before.length).toBeLessThan(storedParts(home).length);
    expect(noticesOf(events)).toEqual(['It was in the queue already, and is followed now.']);
    expect((await jobOf(home)).status).toEqual({ state: 'completed', gaps: 0 });
  });
});
