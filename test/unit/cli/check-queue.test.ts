import { expect, test } from 'vitest';
import { checkQueue } from '../../../src/main/cli/check-queue.ts';
import type { QueueAccess } from '../../../src/main/queue-access.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { jobViewOf } from '../../support/job-view-of.ts';
import { ScriptedQueue } from '../../support/scripted-queue.ts';

function accessTo(queue: ScriptedQueue): QueueAccess {
  return { open: async () => queue };
}

test('the queue is asked without beginning any work, and left again', async () => {
  const queue = new ScriptedQueue([jobViewOf('a')]);
  expect(await checkQueue(accessTo(queue))).toEqual({
    isGood: true,
    words: 'the database is in order, 1 job, no program runs it now',
  });
  expect([queue.following, queue.isClosed]).toEqual([[], true]);
});

test('a program that runs the queue is named', async () => {
  const queue = new ScriptedQueue();
  queue.role = 'client';
  expect((await checkQueue(accessTo(queue))).words).toContain('process 4711 runs it');
});

test('a job that is stuck is a problem', async () => {
  const queue = new ScriptedQueue();
  const usual = await queue.call('queue.status', {});
  if (!usual.ok) throw new Error('the queue has a status');
  const stuck = [{ uid: jobViewOf('a').uid, rule: 'running-without-run', forMs: 60_000 }];
  queue.answers['queue.status'] = () => ({ ...usual.value, stuck });
  expect(await checkQueue(accessTo(queue))).toMatchObject({
    isGood: false,
    words: expect.stringContaining('running-without-run'),
  });
});

test('a database that cannot be opened is the reason that is told', async () => {
  const access = { open: () => Promise.reject(new EarshotError('database-damaged', 'It is damaged.')) };
  await expect(checkQueue(access)).rejects.toMatchObject({ code: 'database-damaged' });
});
