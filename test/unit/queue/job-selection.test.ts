import { expect, test } from 'vitest';
import { inTurn } from '../../../src/main/core/queue/in-turn.ts';
import { refusal } from '../../../src/main/core/queue/job-selection.ts';
import { newUid } from '../../../src/main/core/queue/new-uid.ts';
import { jobUidSchema } from '../../../src/shared/contract/job.ts';
import { JOB_STATES } from '../../../src/shared/job-state.ts';

test.each(JOB_STATES)('a refusal says in words that a job is %s', (state) => {
  expect(refusal(state, 'paused').message).toMatch(/^A job that is [a-z ]+ cannot be paused\.$/);
});

test('uids are what the contract calls one, and none comes twice', () => {
  const uids = Array.from({ length: 1_000 }, newUid);
  for (const uid of uids) expect(jobUidSchema.safeParse(uid).success).toBe(true);
  expect(new Set(uids).size).toBe(uids.length);
});

test('work in turn is done one after the other, and what fails holds up nobody', async () => {
  const next = inTurn();
  const done: string[] = [];
  const first = Promise.withResolvers<void>();
  const works = [
    next(async () => {
      await first.promise;
      done.push('first');
    }),
    next(() => Promise.reject(new Error('no'))),
    next(async () => {
      done.push('third');
      return 3;
    }),
  ];
  first.resolve();
  expect((await Promise.allSettled(works)).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
  expect(done).toEqual(['first', 'third']);
});
