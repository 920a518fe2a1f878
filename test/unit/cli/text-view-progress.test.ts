import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StagedProgress } from '../../../src/main/cli/view.ts';
import { STAGES } from '../../../src/shared/contract/job.ts';
import { uidOf } from '../../support/job-view-of.ts';
import { progressOf, shown } from '../../support/shown-text.ts';

const ONE = { uid: uidOf('a'), index: 0, count: 1 };

const anyProgress: fc.Arbitrary<StagedProgress> = fc
  .record({
    stage: fc.constantFrom(...STAGES),
    durationMs: fc.oneof(fc.constant(0), fc.nat(100_000_000)),
    share: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    chunksDone: fc.nat(100),
    more: fc.nat(100),
    planIsComplete: fc.boolean(),
    speed: fc.option(fc.double({ min: 0.001, max: 1_000, noNaN: true }), { nil: null }),
  })
  .map(({ share, more, ...fields }) => ({
    ...fields,
    fraction: share,
    doneMs: Math.round(fields.durationMs * share),
    chunksPlanned: fields.chunksDone + more,
    remainingMs: fields.speed === null ? null : Math.round((fields.durationMs * (1 - share)) / fields.speed),
  }));

test.each([{ isTTY: true }, { isTTY: false }])(
  'progress never shows 100 % before the result is written (%j)',
  (options) => {
    fc.assert(
      fc.property(fc.array(anyProgress, { minLength: 1, maxLength: 5 }), (steps) => {
        const { stdout, stderr } = shown((view) => {
          for (const progress of steps) view.event('talk.mp3', { kind: 'progress', progress });
        }, options);
        expect(stdout).toBe('');
        const percents = [...stderr.matchAll(/(\S+) %/g)].map((match) => Number(match[1]));
        expect(options.isTTY ? percents.length : 1).toBeGreaterThan(0);
        for (const percent of percents) {
          expect(percent).toBeGreaterThanOrEqual(0);
          expect(percent).toBeLessThan(100);
        }
        expect(stderr).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: 50 },
    );
  },
);

test('elsewhere than on a terminal there is at most a line for each tenth of the way', () => {
  const { stderr } = shown((view) => {
    view.begin('talk.mp3', ONE);
    for (let doneMs = 0; doneMs <= 100_000; doneMs += 500) {
      view.event('talk.mp3', {
        kind: 'progress',
        progress: progressOf({ fraction: doneMs / 100_000, doneMs }),
      });
    }
  });
  const percents = [...stderr.matchAll(/(\d+) %/g)].map((match) => Number(match[1]));
  expect(percents).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
});

test('each recording of several begins its progress anew', () => {
  const { stderr } = shown((view) => {
    for (const index of [0, 1]) {
      view.begin(`${index}.mp3`, { ...ONE, index, count: 2 });
      view.event('', { kind: 'progress', progress: progressOf({ fraction: 0.95 }) });
    }
  });
  expect(stderr.match(/95 %/g)).toHaveLength(2);
});

test('a plan that may still grow is marked', () => {
  const parts = (planIsComplete: boolean) =>
    shown((view) =>
      view.event('', {
        kind: 'progress',
        progress: progressOf({ chunksDone: 2, chunksPlanned: 5, planIsComplete }),
      }),
    ).stderr;
  expect(parts(false)).toContain('part 2 of 5+');
  expect(parts(true)).toMatch(/part 2 of 5\n/);
});

test('a length that is not known yet is left out', () => {
  const { stderr } = shown((view) =>
    view.event('', { kind: 'progress', progress: progressOf({ durationMs: null, doneMs: 5_000 }) }),
  );
  expect(stderr).toContain('0 % · 0:05\n');
});
