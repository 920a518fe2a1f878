import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, type TestContext, test } from 'vitest';
import { type EngineScript, FaultHome, type FaultRule } from '../support/fault-home.ts';
import { type Finding, judge } from '../support/fault-oracle.ts';
import { openFaultQueue } from '../support/fault-queue.ts';
import { call, untilStates } from '../support/fault-queue-line.ts';
import { countCycle } from '../support/fault-tally.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();

type Story = {
  readonly restarts: readonly string[];
  readonly findings: readonly Finding[];
  readonly stuck: readonly unknown[];
  readonly gaps: number;
};

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
  const gaps = jobs.reduce((sum, { status }) => sum + ('gaps' in status ? status.gaps : 0), 0);
  // A gap that is marked as one is what an engine that dies over a part again and again leaves by design: nothing was lost.
  const unmarked = gaps > 0 ? findings.filter(({ invariant }) => invariant !== 'lost-segment') : findings;
  countCycle(unmarked, { stuckJobs: stuck.length });
  return { restarts: queue.restarts, findings, stuck, gaps };
}

const HEALED: Omit<Story, 'restarts'> = { findings: [], stuck: [], gaps: 0 };

describe.skipIf(process.platform === 'win32')('an engine that', () => {
  // Side by side: most of them is waiting for a limit to pass.
  test.concurrent.for<[string, FaultRule, readonly string[]]>([
    ['ends with an error', { fault: 'exit', code: 3 }, ['engine-crashed']],
    ['is ended by a fault of its own', { fault: 'signal', signal: 'SIGSEGV' }, ['engine-crashed']],
    ['aborts', { fault: 'signal', signal: 'SIGABRT' }, ['engine-crashed']],
    ['is ended by the system', { fault: 'signal', signal: 'SIGKILL' }, ['engine-crashed']],
    ['is stopped', { fault: 'signal', signal: 'SIGSTOP' }, ['engine-hung']],
    ['computes nothing', { fault: 'hang' }, ['engine-hung']],
    ['computes nothing and hears nothing', { fault: 'deaf' }, ['engine-hung']],
    ['is silent', { fault: 'silent' }, ['engine-hung']],
    ['runs in a circle', { fault: 'busy-loop' }, ['engine-hung']],
    ['writes garbage', { fault: 'garbage' }, ['engine-protocol']],
    ['stops in the middle of a line', { fault: 'half-line' }, ['engine-crashed']],
    ['closes its output', { fault: 'close-stdout' }, ['engine-crashed']],
    ['says everything twice', { fault: 'duplicate' }, ['engine-protocol']],
    ['answers a call that nobody made', { fault: 'wrong-id' }, []],
    ['floods its owner', { fault: 'flood', lines: 500_000 }, []],
    ['is slow', { fault: 'slow', ms: 2500 }, []],
    ['does not greet', { fault: 'silent', on: 'hello' }, []],
    ['ends while it starts', { fault: 'exit', code: 1, on: 'hello' }, []],
    ['ends while it loads', { fault: 'exit', code: 1, on: 'load' }, []],
    ['ends while it listens for speech', { fault: 'exit', code: 1, on: 'vad' }, ['engine-crashed']],
    ['hangs while it listens for speech', { fault: 'silent', on: 'vad' }, ['engine-hung']],
  ])('%s once costs no text', async ([, rule, restarts], context) => {
    const story = await run(context, { callMs: 5, rules: [{ ...rule, times: 1 }] });
    expect(story).toEqual({ ...HEALED, restarts });
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
