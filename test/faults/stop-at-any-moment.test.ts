import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobState } from '../../src/shared/job-state.ts';
import { between } from '../support/fault-batch.ts';
import { FaultHome } from '../support/fault-home.ts';
import { judge } from '../support/fault-oracle.ts';
import { seededRandom } from '../support/fault-power-cut.ts';
import { type FaultQueue, openFaultQueue } from '../support/fault-queue.ts';
import { call, untilStates } from '../support/fault-queue-line.ts';
import { scaleOf } from '../support/fault-scale.ts';
import { countCycle } from '../support/fault-tally.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();
/** How long a job may take to come to rest once it was asked to. */
const AT_REST_MS = 3_000;
/** How long one of a few seconds may take to its text: programs are started for it, on a machine that may have much to do. */
const DONE_MS = 15_000;

describe.skipIf(process.platform === 'win32')('a job that somebody stops at any moment', () => {
  let home: FaultHome;
  let queue: FaultQueue;

  beforeAll(async () => {
    home = new FaultHome(mkdtempSync(join(folder, 'home-')));
    queue = await openFaultQueue(home);
  });

  afterAll(async () => {
    await queue.stop();
    home.remove();
  });

  async function until(states: readonly JobState[], uid: string, limitMs: number): Promise<JobState> {
    for (const startedAtMs = performance.now(); ; ) {
      const { status } = await call(queue.client, 'jobs.get', { uid });
      if (states.includes(status.state) || performance.now() - startedAtMs > limitMs) return status.state;
      await delay(10);
    }
  }

  /** Engines that fail meanwhile, so that a job may end by itself in the very moment in which it is stopped. */
  const SCRIPTS = [
    { callMs: 30 },
    { callMs: 30, rules: [{ fault: 'exit', code: 3, times: 1 }] },
    { callMs: 30, rules: [{ fault: 'exit', code: 3, on: 'load' }] },
  ] as const;

  test('by cancelling it is over within seconds', { timeout: 600_000 }, async () => {
    const random = seededRandom(3);
    for (let round = 0; round < scaleOf('child-kills') * 2; round++) {
      home.forgetNotes();
      home.script(SCRIPTS[round % SCRIPTS.length] ?? {});
      const recording = home.record(3);
      const [uid = ''] = await queue.add(recording.path);
      await delay(between(random, 0, 500));
      await call(queue.client, 'jobs.cancel', { jobs: { uids: [uid] } });
      const state = await until(['canceled', 'completed', 'failed'], uid, AT_REST_MS);
      const isStuck = state !== 'canceled' && state !== 'completed';
      countCycle([], { stuckJobs: isStuck ? 1 : 0 });
      expect(state, `round ${round}`).toMatch(/^(canceled|completed)$/);
    }
    expect(home.leftovers()).toEqual([]);
  });

  test('by pausing it stands still, and goes on to its whole text', { timeout: 600_000 }, async () => {
    const random = seededRandom(4);
    const recordings = [];
    const uids = [];
    for (let round = 0; round < scaleOf('child-kills'); round++) {
      home.forgetNotes();
      // With each script in turn, and every other round the other way.
      home.script(SCRIPTS[(round + (round >> 1)) % 2] ?? {});
      const recording = home.record(3);
      const [uid = ''] = await queue.add(recording.path);
      recordings.push(recording);
      uids.push(uid);
      await delay(between(random, 0, 500));
      const running = round % 2 === 0 ? 'finish' : 'drop';
      await call(queue.client, 'jobs.pause', { jobs: { uids: [uid] }, running });
      const state = await until(['paused', 'completed'], uid, AT_REST_MS);
      expect(state, `round ${round}`).toMatch(/^(paused|completed)$/);
      await call(queue.client, 'jobs.resume', { jobs: { uids: [uid] } });
      expect(await until(['completed'], uid, DONE_MS), `round ${round}`).toBe('completed');
    }
    await untilStates(queue.client, 'canceled', 'completed');
    await call(queue.client, 'queue.status', {}).then(({ stuck }) => expect(stuck).toEqual([]));
    expect(judge(home.database, { accepted: uids, recordings })).toEqual([]);
  });
});
