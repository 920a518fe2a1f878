import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JobSelection } from '../../src/shared/contract/methods.ts';
import { isFinal, JOB_STATES, type JobState, TRANSITIONS } from '../../src/shared/job-state.ts';
import type { TranscribeCall } from '../support/scripted-engine.ts';
import { answerOf } from '../support/staged-recording.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { TestQueue, until } from '../support/test-queue.ts';

const folder = suiteFolder();
const WHOLE_TEXT = ['This is talk zero.', 'This is talk one.', 'This is talk two.'];
const NAMES = ['a.wav', 'b.wav', 'c.wav'] as const;

const COMMANDS = [
  'cancel',
  'pause',
  'drop',
  'resume',
  'retry',
  'redo',
  'add',
  'remove',
  'restore',
  'move',
  'nothing',
] as const;

/** What somebody does to a job, and for how many turns of the program they look on first. */
const deed = fc.record({
  command: fc.constantFrom(...COMMANDS),
  job: fc.nat(NAMES.length - 1),
  turns: fc.nat(40),
});

const MOVING = ['importing', 'queued', 'running', 'pausing', 'retry_wait', 'canceling'] as const;

async function counts(queue: TestQueue): Promise<Record<JobState, number>> {
  return (await queue.call('queue.status', {})).counts;
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

// oxlint-disable-next-line consistent-return -- without a return at the end a new command does not compile
async function act(
  queue: TestQueue,
  command: (typeof COMMANDS)[number],
  uid: string,
  name: string,
): Promise<unknown> {
  const jobs: JobSelection = { uids: [uid] };
  switch (command) {
    case 'cancel':
      return await queue.client.call('jobs.cancel', { jobs });
    case 'pause':
      return await queue.client.call('jobs.pause', { jobs, running: 'finish' });
    case 'drop':
      return await queue.client.call('jobs.pause', { jobs, running: 'drop' });
    case 'resume':
      return await queue.client.call('jobs.resume', { jobs });
    case 'retry':
      return await queue.client.call('jobs.retry', { jobs });
    case 'redo':
      return await queue.client.call('jobs.redo', { jobs, options: {} });
    case 'add':
      return await queue.add([queue.record(name)]);
    case 'remove':
      return await queue.client.call('jobs.remove', { jobs });
    case 'restore':
      return await queue.client.call('jobs.restore', { jobs });
    case 'move':
      return await queue.client.call('jobs.move', { uid, to: 'next' });
    case 'nothing':
      return null;
  }
}

/** The ways from one state to another that a listener may see: what lies between two of them may not have been told. */
function isStep(from: JobState, to: JobState): boolean {
  return Object.values(TRANSITIONS[from]).includes(to);
}

test('whatever people do and whenever they do it, every job moves by the table and comes to its text in the end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { minLength: 1, maxLength: 25 }),
      fc.nat(8),
      async (deeds, engineTurns) => {
        const answer = async (call: TranscribeCall) => {
          await turns(engineTurns);
          return answerOf(call);
        };
        const queue = await TestQueue.open(folder, { engine: () => ({ answer }) });
        const { jobs } = await queue.add(NAMES.map((name) => queue.record(name)));
        const uids = jobs.map(({ uid }) => uid);
        const acts: Promise<unknown>[] = [];
        for (const { command, job, turns: looksOn } of deeds) {
          await turns(looksOn);
          // Not waited for: people do not wait for each other either.
          acts.push(act(queue, command, uids[job] ?? '', NAMES[job] ?? ''));
        }
        await Promise.all(acts);
        await queue.client.call('jobs.restore', { jobs: { uids } });
        for (const uid of uids) {
          await queue.reached(uid, 'paused', 'canceled', 'failed', 'completed');
          await queue.client.call('jobs.resume', { jobs: { uids: [uid] } });
          await queue.client.call('jobs.retry', { jobs: { uids: [uid] } });
          await queue.reached(uid, 'completed');
          expect(await queue.texts(uid)).toEqual(WHOLE_TEXT);
          const seen = queue.statesOf(uid);
          for (const [index, to] of seen.entries()) {
            const from = seen[index - 1];
            if (from !== undefined) expect([from, to, isStep(from, to)]).toEqual([from, to, true]);
          }
          expect(isFinal(seen.at(-1) ?? 'queued')).toBe(true);
        }
        // A recording that was added again while its job was off the list has got another one.
        await until(async () => {
          const now = await counts(queue);
          return MOVING.every((state) => now[state] === 0);
        });
        const list = await queue.call('jobs.list', { states: null, offset: 0, limit: 100 });
        for (const state of JOB_STATES) {
          expect((await counts(queue))[state]).toBe(
            list.jobs.filter(({ status }) => status.state === state).length,
          );
        }
        expect(queue.tempFolders).toEqual([]);
        expect(queue.logged).not.toContain('job.run-not-settled');
        await queue.stop();
      },
    ),
    { numRuns: 30 },
  );
}, 120_000);
