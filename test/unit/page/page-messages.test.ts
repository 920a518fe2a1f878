import { expect, test } from 'vitest';
import { pageMessages } from '../../../src/main/core/page/page-messages.ts';
import { type PageMessage, pageMessageSchema } from '../../../src/shared/contract/page.ts';
import { jobViewOf } from '../../support/job-view-of.ts';
import { ScriptedQueue } from '../../support/scripted-queue.ts';

function listenTo(queue: ScriptedQueue): { messages: PageMessage[]; stop: () => void } {
  const messages: PageMessage[] = [];
  const stop = pageMessages(queue, null, (message) => messages.push(pageMessageSchema.parse(message)));
  return { messages, stop };
}

test('a page is told whether the queue can be reached, and then what happens in it', async () => {
  const queue = new ScriptedQueue([jobViewOf('a')]);
  const { messages } = listenTo(queue);
  await queue.publish({ kind: 'queue-changed' });
  queue.setUp(false);
  queue.setUp(true);
  await queue.reset();
  expect(messages).toEqual([
    { kind: 'line', isUp: true },
    { kind: 'events', seq: 1, events: [{ kind: 'queue-changed' }] },
    { kind: 'line', isUp: false },
    { kind: 'line', isUp: true },
    { kind: 'reset', seq: 1 },
  ]);
});

test('a line that is down already is told as down', () => {
  const queue = new ScriptedQueue();
  queue.setUp(false);
  expect(listenTo(queue).messages).toEqual([{ kind: 'line', isUp: false }]);
});

test('who has left is told nothing more', async () => {
  const queue = new ScriptedQueue();
  const { messages, stop } = listenTo(queue);
  stop();
  queue.setUp(false);
  await queue.publish({ kind: 'queue-changed' });
  expect(messages).toHaveLength(1);
});
