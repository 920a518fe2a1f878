import { expect, onTestFinished, test } from 'vitest';
import { drivenClock } from '../../support/driven-clock.ts';
import { jobIn } from '../../support/job-in-state.ts';
import { suiteFolder } from '../../support/suite-folder.ts';
import { latch, settled, type TestQueue } from '../../support/test-queue.ts';

const folder = suiteFolder();

/** What subscribers have heard by now, without the time that a batch may wait. */
function heardStates({ events }: TestQueue, uid: string): string[] {
  return events.flatMap((event) =>
    event.kind === 'job-changed' && event.job.uid === uid ? [event.job.status.state] : [],
  );
}

const COMMANDS = {
  cancel: (queue: TestQueue, uid: string) => queue.call('jobs.cancel', { jobs: { uids: [uid] } }),
  pause: (queue: TestQueue, uid: string) =>
    queue.call('jobs.pause', { jobs: { uids: [uid] }, running: 'drop' }),
  resume: (queue: TestQueue, uid: string) => queue.call('jobs.resume', { jobs: { uids: [uid] } }),
};

test.each([
  ['cancel', 'running', 'canceling'],
  ['pause', 'running', 'pausing'],
  ['pause', 'queued', 'paused'],
  ['resume', 'paused', 'queued'],
] as const)(
  'the wish to %s a job that is %s is told to everyone (%s) before any time has passed',
  async (command, state, expected) => {
    drivenClock();
    const { queue, uid } = await jobIn(folder, state);
    const held = latch();
    onTestFinished(held.open);
    // The first thing that is asked when a run has ended, which is told at once in any case.
    queue.store.before = ({ method }) => (method === 'job' ? held.pass() : null);
    queue.own.hub.flush();
    await COMMANDS[command](queue, uid);
    expect(heardStates(queue, uid).at(-1)).toBe(expected);
  },
);

test('a setting that was changed is told of before any time has passed', async () => {
  drivenClock();
  const { queue } = await jobIn(folder, 'queued');
  queue.own.hub.flush();
  await settled();
  const before = queue.events.length;
  await queue.call('queue.configure', { settings: { maxAttempts: 2 } });
  expect(queue.events.slice(before).map(({ kind }) => kind)).toEqual(['queue-changed']);
});

test('a job that is taken off the list is gone for everyone before any time has passed', async () => {
  drivenClock();
  const { queue, uid } = await jobIn(folder, 'canceled');
  queue.own.hub.flush();
  await queue.call('jobs.remove', { jobs: { uids: [uid] } });
  expect(queue.events.at(-1)).toEqual({ kind: 'job-removed', uid });
  await queue.call('jobs.restore', { jobs: { uids: [uid] } });
  expect(queue.events.at(-1)).toMatchObject({ kind: 'job-changed', job: { uid } });
});
