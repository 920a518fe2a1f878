import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decideAfterFailure,
  type FailedJob,
  type RetrySettings,
  type Verdict,
} from '../../../src/main/core/queue/retry-policy.ts';
import { BLOCK_REASONS } from '../../../src/shared/contract/job.ts';
import { DEFAULT_QUEUE_SETTINGS } from '../../../src/shared/contract/methods.ts';
import { EarshotError, ERROR_CODES, type ErrorCode } from '../../../src/shared/errors.ts';

const fresh: FailedJob = { attempt: 0, chunksDone: 0, nextRung: null };

function verdictOn(
  code: ErrorCode,
  job: Partial<FailedJob> = {},
  settings: Partial<RetrySettings> = {},
): Verdict {
  const failure = new EarshotError(code, 'It failed.').toFailure();
  return decideAfterFailure(failure, { ...fresh, ...job }, { ...DEFAULT_QUEUE_SETTINGS, ...settings });
}

/** The whole of what happens to a job that fails in the same way again and again. */
function untilItEnds(code: ErrorCode, settings: Partial<RetrySettings> = {}): (number | 'block' | 'fail')[] {
  const story: (number | 'block' | 'fail')[] = [];
  for (let attempt = 0; ; attempt++) {
    const verdict = verdictOn(code, { attempt }, settings);
    if (verdict.kind !== 'retry') return [...story, verdict.kind];
    story.push(verdict.delayMs);
  }
}

test.each([
  'not-media',
  'no-audio-track',
  'audio-empty',
  'file-empty',
  'track-not-found',
  'not-a-file',
  'device-unavailable',
  'model-load-failed',
  'internal',
  'invalid-argument',
] as const)('%s is final at once', (code) => {
  expect(untilItEnds(code)).toEqual(['fail']);
});

test.each([
  ['model-missing', 'model-missing'],
  ['model-damaged', 'model-missing'],
  ['file-not-found', 'source-missing'],
  ['file-unreadable', 'source-missing'],
  ['source-changed', 'source-changed'],
  ['disk-full', 'disk-full'],
  ['database-unwritable', 'disk-full'],
  ['crash-loop', 'crash-loop'],
] as const)('%s blocks the job: %s', (code, reason) => {
  expect(verdictOn(code)).toEqual({ kind: 'block', reason });
});

test.each([
  'engine-crashed',
  'engine-illegal-instruction',
  'engine-hung',
  'engine-failed',
  'engine-protocol',
] as const)('an engine that does not start (%s) is tried again at once, then with growing pauses', (code) => {
  expect(untilItEnds(code)).toEqual([0, 30_000, 60_000, 'fail']);
});

test.each(['ffmpeg-missing', 'runner-missing', 'output-not-writable', 'cancelled'] as const)(
  'what may pass (%s) is tried again after 30, 60 and 120 seconds',
  (code) => {
    expect(untilItEnds(code)).toEqual([30_000, 60_000, 120_000, 'fail']);
  },
);

test('no pause is longer than five minutes', () => {
  expect(untilItEnds('runner-missing', { maxAttempts: 5 })).toEqual([
    30_000,
    60_000,
    120_000,
    240_000,
    300_000,
    'fail',
  ]);
});

test('a run that took too long gets one more', () => {
  expect(untilItEnds('over-budget', { maxAttempts: 10 })).toEqual([0, 'fail']);
});

test('a recording that has text already can be decoded: the drive is given time', () => {
  expect(verdictOn('decode-failed', { chunksDone: 1, attempt: 1 })).toEqual({
    kind: 'retry',
    delayMs: 30_000,
  });
  expect(verdictOn('decode-failed', { chunksDone: 1, attempt: 3 })).toEqual({ kind: 'fail' });
});

test('a recording that cannot be decoded gets one more try: ffmpeg may have been ended by the system', () => {
  expect(untilItEnds('decode-failed')).toEqual([0, 'fail']);
});

test('too little memory goes on with the next smaller work, after a moment', () => {
  expect(verdictOn('out-of-memory', { nextRung: 2 })).toEqual({
    kind: 'retry',
    delayMs: 2_000,
    downgrades: 2,
  });
});

test('steps down the ladder are not limited by the number of tries', () => {
  expect(verdictOn('out-of-memory', { attempt: 9, nextRung: 4 }, { maxAttempts: 1 })).toMatchObject({
    kind: 'retry',
  });
});

test('with nothing smaller left the job waits for a person', () => {
  expect(verdictOn('out-of-memory')).toEqual({ kind: 'block', reason: 'out-of-memory' });
});

test('a person may want to be asked about smaller work, or none of it', () => {
  expect(verdictOn('out-of-memory', { nextRung: 1 }, { onOutOfMemory: 'ask' })).toEqual({
    kind: 'block',
    reason: 'out-of-memory',
  });
  expect(verdictOn('out-of-memory', { nextRung: 1 }, { onOutOfMemory: 'fail' })).toEqual({ kind: 'fail' });
});

const anyFailedJob: fc.Arbitrary<FailedJob> = fc.record({
  attempt: fc.nat(20),
  chunksDone: fc.nat(500),
  nextRung: fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }),
});
const anySettings: fc.Arbitrary<RetrySettings> = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 10 }),
  onOutOfMemory: fc.constantFrom('downgrade', 'ask', 'fail'),
});

test('every error code is decided, and no job is tried for ever', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ERROR_CODES), anyFailedJob, anySettings, (code, job, settings) => {
      const verdict = verdictOn(code, job, settings);
      switch (verdict.kind) {
        case 'retry':
          expect(verdict.delayMs).toBeGreaterThanOrEqual(0);
          expect(verdict.delayMs).toBeLessThanOrEqual(300_000);
          if (code === 'out-of-memory') expect(verdict.downgrades).toBe(job.nextRung);
          else expect(job.attempt).toBeLessThan(settings.maxAttempts);
          return;
        case 'block':
          expect(BLOCK_REASONS).toContain(verdict.reason);
          return;
        case 'fail':
          expect(verdict).toEqual({ kind: 'fail' });
      }
    }),
    { numRuns: 2_000 },
  );
});
