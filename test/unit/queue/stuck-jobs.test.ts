import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type QueuePicture,
  StuckWatch,
  stuckIn,
  type WatchedJob,
} from '../../../src/main/core/queue/stuck-jobs.ts';
import { JOB_STATES, type JobState } from '../../../src/shared/job-state.ts';

function job(state: JobState, more: Partial<WatchedJob> = {}): WatchedJob {
  return {
    uid: 'a',
    state,
    inStateMs: 600_000,
    overdueMs: null,
    isCauseGone: false,
    hasAllText: false,
    ...more,
  };
}

function picture(jobs: readonly WatchedJob[], more: Partial<QueuePicture> = {}): QueuePicture {
  return {
    jobs,
    slots: new Map(),
    freeSlots: 0,
    mayStartForMs: null,
    probes: new Map(),
    importerIdleMs: 0,
    ...more,
  };
}

const working = { slots: new Map([['a', { isAlive: true }]]) };
const rulesIn = (seen: QueuePicture) => stuckIn(seen).map(({ rule }) => rule);

describe('what is stuck', () => {
  test.each([
    ['runs-without-slot', picture([job('running')])],
    ['works-without-engine', picture([job('running')], { slots: new Map([['a', { isAlive: false }]]) })],
    ['all-text-but-not-final', picture([job('running', { hasAllText: true })], working)],
    ['pausing-too-long', picture([job('pausing')], working)],
    ['cancelling-too-long', picture([job('canceling')], working)],
    ['retry-overdue', picture([job('retry_wait', { overdueMs: 10_001 })])],
    ['blocked-without-cause', picture([job('blocked', { isCauseGone: true })])],
    ['looked-at-too-long', picture([job('importing')], { probes: new Map([['a', 120_001]]) })],
    ['not-looked-at', picture([job('importing')], { importerIdleMs: 10_001 })],
    ['not-started', picture([job('queued')], { freeSlots: 1, mayStartForMs: 10_001 })],
  ])('%s', (rule, seen) => {
    expect(rulesIn(seen)).toEqual([rule]);
  });

  test('a job without a slot is reported for each thing that is wrong with it', () => {
    expect(rulesIn(picture([job('canceling')]))).toEqual(['runs-without-slot', 'cancelling-too-long']);
  });
});

describe('what is not stuck', () => {
  test.each([
    ['a job that runs', picture([job('running')], working)],
    ['one that has been cancelled just now', picture([job('canceling', { inStateMs: 10_000 })], working)],
    ['one that waits for its next try', picture([job('retry_wait', { overdueMs: -60_000 })])],
    ['one that waits for something outside', picture([job('blocked')])],
    [
      'one that is looked at on a slow drive',
      picture([job('importing')], { probes: new Map([['a', 120_000]]) }),
    ],
    ['one in front of which many others are looked at', picture([job('importing')], { importerIdleMs: 0 })],
    [
      'one that came while the importer rested',
      picture([job('importing', { inStateMs: 5 })], { importerIdleMs: 1e6 }),
    ],
    ['one that waits for a slot', picture([job('queued')])],
    ['one that waits while the queue is held', picture([job('queued')], { freeSlots: 2 })],
    [
      'one behind a slot that has just become free',
      picture([job('queued')], { freeSlots: 1, mayStartForMs: 9_000 }),
    ],
    [
      'one that came just now',
      picture([job('queued', { inStateMs: 1 })], { freeSlots: 1, mayStartForMs: 1e6 }),
    ],
    ['a paused one', picture([job('paused')], { freeSlots: 1, mayStartForMs: 1e6 })],
  ])('%s', (_, seen) => {
    expect(stuckIn(seen)).toEqual([]);
  });

  test.each(['canceled', 'failed', 'completed'] as const)('a job that is %s', (state) => {
    const seen = picture([job(state, { overdueMs: 1e6, isCauseGone: true, hasAllText: true })], {
      freeSlots: 1,
      mayStartForMs: 1e6,
      importerIdleMs: 1e6,
    });
    expect(stuckIn(seen)).toEqual([]);
  });
});

test('beside free slots only as many jobs are stuck as could run: the ones that have waited longest', () => {
  const jobs = [20_000, 90_000, 40_000, 60_000].map((inStateMs) =>
    job('queued', { uid: `${inStateMs}`, inStateMs }),
  );
  expect(stuckIn(picture(jobs, { freeSlots: 2, mayStartForMs: 70_000 }))).toEqual([
    { uid: '90000', rule: 'not-started', forMs: 70_000 },
    { uid: '60000', rule: 'not-started', forMs: 60_000 },
  ]);
});

describe('watching', () => {
  const lost = picture([job('running')]);

  test('a job that ran for long and lost its slot just now is not stuck yet', () => {
    const watch = new StuckWatch();
    expect(stuckIn(lost)).toHaveLength(1); // what one picture alone would say
    expect(watch.look(lost, 50_000)).toEqual([]);
    expect(watch.look(lost, 60_000)).toEqual([]);
    expect(watch.look(lost, 65_000)).toEqual([{ uid: 'a', rule: 'runs-without-slot', forMs: 15_000 }]);
  });

  test('what was right in between begins anew', () => {
    const watch = new StuckWatch();
    watch.look(lost, 0);
    watch.look(picture([job('running')], working), 15_000);
    expect(watch.look(lost, 30_000)).toEqual([]);
    expect(watch.look(lost, 45_000)).toHaveLength(1);
  });

  test('what is known from the state alone is told at once', () => {
    const seen = picture([job('pausing', { inStateMs: 12_000 })], working);
    expect(new StuckWatch().look(seen, 7)).toEqual([{ uid: 'a', rule: 'pausing-too-long', forMs: 12_000 }]);
  });

  test('a new run of the same job is not taken for the old one', () => {
    const watch = new StuckWatch();
    watch.look(lost, 0);
    const restarted = picture([job('running', { inStateMs: 11_000 })]);
    expect(watch.look(restarted, 600_000)).toEqual([{ uid: 'a', rule: 'runs-without-slot', forMs: 11_000 }]);
  });
});

test('nothing is ever stuck for longer than it is in its state, nor before its time', () => {
  const anyJob: fc.Arbitrary<WatchedJob> = fc.record({
    uid: fc.constantFrom('a', 'b', 'c'),
    state: fc.constantFrom(...JOB_STATES),
    inStateMs: fc.nat(200_000),
    overdueMs: fc.constant(null),
    isCauseGone: fc.boolean(),
    hasAllText: fc.boolean(),
  });
  const anyPicture: fc.Arbitrary<QueuePicture> = fc.record({
    jobs: fc.uniqueArray(anyJob, { selector: ({ uid }) => uid }),
    slots: fc
      .dictionary(fc.constantFrom('a', 'b'), fc.record({ isAlive: fc.boolean() }))
      .map((one) => new Map(Object.entries(one))),
    freeSlots: fc.nat(3),
    mayStartForMs: fc.option(fc.nat(200_000), { nil: null }),
    probes: fc.constant(new Map<string, number>()),
    importerIdleMs: fc.nat(200_000),
  });
  fc.assert(
    fc.property(anyPicture, (seen) => {
      for (const { uid, forMs } of stuckIn(seen)) {
        const found = seen.jobs.find((one) => one.uid === uid);
        expect(forMs).toBeGreaterThan(10_000);
        expect(forMs).toBeLessThanOrEqual(found?.inStateMs ?? 0);
      }
    }),
  );
});
