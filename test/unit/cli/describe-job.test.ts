import { expect, test } from 'vitest';
import { describeJob, ordinal, partsOf, percentOf } from '../../../src/main/cli/describe-job.ts';
import type { JobStatus, JobView } from '../../../src/shared/contract/job.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { JOB_STATES } from '../../../src/shared/job-state.ts';
import { jobViewOf, NOTHING_DONE } from '../../support/job-view-of.ts';

const failure = new EarshotError('disk-full', 'The disk is full.').toFailure();
const half = { ...NOTHING_DONE, fraction: 0.427, durationMs: 60_000, chunksDone: 2 };

type Case = readonly [words: string, status: JobStatus, fields?: Partial<JobView>];

const CASES: readonly Case[] = [
  ['new: its file is looked at first', { state: 'importing' }],
  ['waiting, next in line', { state: 'queued', position: 1 }],
  ['waiting, 3rd in line', { state: 'queued', position: 3 }],
  ['running: loading the model', { state: 'running', stage: 'loading-model' }],
  ['running: transcribing 0 %', { state: 'running', stage: 'transcribing' }],
  [
    'running: transcribing 42 %, 4.6 × real time, about 3 min left',
    { state: 'running', stage: 'transcribing' },
    { progress: { ...half, speed: 4.61, remainingMs: 170_000 } },
  ],
  ['pausing: what is being worked on is finished first', { state: 'pausing' }],
  ['paused', { state: 'paused' }],
  ['paused at 42 %', { state: 'paused' }, { progress: half }],
  [
    'is tried again in 25 s (retry 1 of 3): The disk is full.',
    { state: 'retry_wait', attempt: 1, maxAttempts: 3, retryInMs: 25_000, failure },
  ],
  [
    'is tried again at once (retry 2 of 3): The disk is full.',
    { state: 'retry_wait', attempt: 2, maxAttempts: 3, retryInMs: 0, failure },
  ],
  ['blocked: The disk is full. [disk-full]', { state: 'blocked', reason: 'disk-full', failure }],
  ['being cancelled', { state: 'canceling' }],
  ['cancelled at 42 %', { state: 'canceled' }, { progress: half }],
  ['failed: The disk is full. [disk-full]', { state: 'failed', failure }],
  ['done', { state: 'completed', gaps: 0 }],
  [
    'done: 1:00 in 0:13, 4.6 × real time',
    { state: 'completed', gaps: 0 },
    { progress: half, workMs: 13_000 },
  ],
  ['done, 1 part without text', { state: 'completed', gaps: 1 }],
  ['done, 2 parts without text', { state: 'completed', gaps: 2 }],
];

test.each(CASES.map(([words, status, fields]) => ({ words, job: jobViewOf('a', { ...fields, status }) })))(
  '$words',
  ({ words, job }) => {
    expect(describeJob(job)).toBe(words);
  },
);

test('every state has its sentence', () => {
  expect(new Set(CASES.map(([, { state }]) => state))).toEqual(new Set(JOB_STATES));
});

test.each([
  [0, 0],
  [0.999, 99],
  [0.9999, 99],
  [1, 100],
])('a fraction of %f is %i %%', (fraction, percent) => {
  expect(percentOf({ ...NOTHING_DONE, fraction })).toBe(percent);
});

test.each([
  [1, '1st'],
  [2, '2nd'],
  [3, '3rd'],
  [4, '4th'],
  [11, '11th'],
  [12, '12th'],
  [13, '13th'],
  [21, '21st'],
  [111, '111th'],
  [1002, '1002nd'],
])('%i is %s', (number, words) => {
  expect(ordinal(number)).toBe(words);
});

test('how many parts there are is only certain at the end of the plan', () => {
  const progress = { ...NOTHING_DONE, chunksDone: 12, chunksPlanned: 20 };
  expect(partsOf(progress)).toBe('12 of at least 20');
  expect(partsOf({ ...progress, planIsComplete: true })).toBe('12 of 20');
});
