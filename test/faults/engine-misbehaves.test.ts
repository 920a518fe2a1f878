import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import type { JobView } from '../../src/shared/contract/job.ts';
import { type EngineScript, FaultHome, type FaultRule } from '../support/fault-home.ts';
import { type Finding, judge } from '../support/fault-oracle.ts';
import { type FaultQueue, openFaultQueue } from '../support/fault-queue.ts';
import { call, untilStates } from '../support/fault-queue-line.ts';
import type { FaultRecording } from '../support/fault-recording.ts';
import { countCycle } from '../support/fault-tally.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();

/** What an engine does once, and the reasons for which another one is started. */
type Misdeed = readonly [name: string, rule: FaultRule, restarts: readonly string[]];

/** Each family has a queue of its own, in which its members meet one after the other; the families run side by side. */
const FAMILIES: readonly (readonly [family: string, misdeeds: readonly Misdeed[]])[] = [
  [
    'comes to its end',
    [
      ['with an error', { fault: 'exit', code: 3 }, ['engine-crashed']],
      ['by a fault of its own', { fault: 'signal', signal: 'SIGSEGV' }, ['engine-crashed']],
      ['by aborting', { fault: 'signal', signal: 'SIGABRT' }, ['engine-crashed']],
      ['by the system', { fault: 'signal', signal: 'SIGKILL' }, ['engine-crashed']],
      ['while it listens for speech', { fault: 'exit', code: 1, on: 'vad' }, ['engine-crashed']],
    ],
  ],
  [
    'says what it should not:',
    [
      ['garbage', { fault: 'garbage' }, ['engine-protocol']],
      ['half a line', { fault: 'half-line' }, ['engine-crashed']],
      ['nothing more, its output is closed', { fault: 'close-stdout' }, ['engine-crashed']],
      ['everything twice', { fault: 'duplicate' }, ['engine-protocol']],
      ['an answer to a call that nobody made', { fault: 'wrong-id' }, []],
      ['a flood of lines', { fault: 'flood', lines: 500_000 }, []],
    ],
  ],
  [
    'stands still',
    [
      ['because it is stopped', { fault: 'signal', signal: 'SIGSTOP' }, ['engine-hung']],
      ['in a circle', { fault: 'busy-loop' }, ['engine-hung']],
      ['while it listens for speech', { fault: 'silent', on: 'vad' }, ['engine-hung']],
    ],
  ],
  [
    'gives no result:',
    [
      ['it computes nothing', { fault: 'hang' }, ['engine-hung']],
      ['it computes nothing and hears nothing', { fault: 'deaf' }, ['engine-hung']],
      ['it is silent', { fault: 'silent' }, ['engine-hung']],
      ['it is slow', { fault: 'slow', ms: 2500 }, []],
    ],
  ],
];

type Story = {
  readonly restarts: readonly string[];
  readonly findings: readonly Finding[];
  readonly stuck: readonly unknown[];
  readonly gaps: number;
};

const HEALED: Omit<Story, 'restarts'> = { findings: [], stuck: [], gaps: 0 };

function gapsIn({ status }: JobView): number {
  return 'gaps' in status ? status.gaps : 0;
}

/** Runs two recordings with an engine that follows a script, and looks at what is left. */
async function run({ onTestFinished }: TestContext, script: EngineScript): Promise<Story> {
  const home = new FaultHome(mkdtempSync(join(folder, 'home-')));
  onTestFinished(() => home.remove());
  home.script(script);
  const recordings = [home.record(3), home.record(2)];
  const queue = await openFaultQueue(home);
  const uids = await queue.add(...recordings.map(({ path }) => path));
  const jobs = await untilStates(queue.client, 'completed', 'failed', 'blocked');
  const { stuck } = await call(queue.client, 'queue.status', {});
  await queue.stop();
  const findings = judge(home.database, { accepted: uids, recordings, isOver: true });
  expect(home.leftovers()).toEqual([]);
  expect(home.processes()).toEqual([]);
  const gaps = jobs.reduce((sum, job) => sum + gapsIn(job), 0);
  // A gap that is marked as one is what an engine that dies over a part again and again leaves by design: nothing was lost.
  const unmarked = gaps > 0 ? findings.filter(({ invariant }) => invariant !== 'lost-segment') : findings;
  countCycle(unmarked, { stuckJobs: stuck.length });
  return { restarts: queue.restarts, findings, stuck, gaps };
}

describe.skipIf(process.platform === 'win32')('an engine that', () => {
  describe.concurrent.for(FAMILIES)('%s', ([, misdeeds]) => {
    const recordings: FaultRecording[] = [];
    const uids: string[] = [];
    let home: FaultHome;
    let queue: FaultQueue;

    beforeAll(async () => {
      home = new FaultHome(mkdtempSync(join(folder, 'home-')));
      queue = await openFaultQueue(home);
    });

    afterAll(() => home.remove());

    test.for(misdeeds)('%s once holds nothing up', { concurrent: false }, async ([key, rule, restarts]) => {
      home.script({ callMs: 5, rules: [{ ...rule, key, times: 1 }] });
      const before = queue.restarts.length;
      const recording = home.record(3);
      const added = await queue.add(recording.path);
      recordings.push(recording);
      uids.push(...added);
      const jobs = await untilStates(queue.client, 'completed', 'failed', 'blocked');
      const { stuck } = await call(queue.client, 'queue.status', {});
      countCycle([], { stuckJobs: stuck.length });
      expect(home.notes()).toContainEqual(expect.objectContaining({ ev: 'fault', key }));
      expect([queue.restarts.slice(before), stuck, jobs.map(gapsIn)]).toEqual([
        restarts,
        [],
        jobs.map(() => 0),
      ]);
    });

    test('costs no text in any of these ways', { concurrent: false }, async () => {
      await queue.stop();
      const findings = judge(home.database, { accepted: uids, recordings, isOver: true });
      countCycle(findings, { cycles: 0 });
      expect([recordings.length, findings]).toEqual([misdeeds.length, []]);
      expect(home.leftovers()).toEqual([]);
      expect(home.processes()).toEqual([]);
    });
  });

  // Each of these has an engine of its own, which starts anew.
  test.concurrent.for<[string, FaultRule]>([
    ['does not greet', { fault: 'silent', on: 'hello' }],
    ['ends while it starts', { fault: 'exit', code: 1, on: 'hello' }],
    ['ends while it loads', { fault: 'exit', code: 1, on: 'load' }],
  ])('%s once costs no text', async ([, rule], context) => {
    const story = await run(context, { callMs: 5, rules: [{ ...rule, times: 1 }] });
    expect(story).toEqual({ ...HEALED, restarts: [] });
  });

  test.concurrent('eats memory is started again with less to do', async (context) => {
    const story = await run(context, { callMs: 5, rules: [{ fault: 'eat', times: 1 }] });
    expect(story).toMatchObject(HEALED);
  });

  // The positive control: a part that can never be done is missing from the text, and the oracle says so.
  test.concurrent('ends over one part again and again leaves a gap there and nothing else', async (context) => {
    const story = await run(context, {
      callMs: 5,
      rules: [{ fault: 'exit', code: 3, recording: 0, part: 1 }],
    });
    expect(story.gaps).toBe(1);
    expect(new Set(story.findings.map(({ invariant }) => invariant))).toEqual(new Set(['lost-segment']));
  });
});
