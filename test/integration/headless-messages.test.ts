import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { EventBatch } from '../../src/shared/contract/events.ts';
import type { PageMessage } from '../../src/shared/contract/page.ts';
import { noticeEvent, noticesIn } from '../support/contract-samples.ts';
import { visitHost } from '../support/headless-host.ts';
import { listenTo } from '../support/page-messages-of.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const folder = suiteFolder();

function batchesIn(messages: readonly PageMessage[]): EventBatch[] {
  return messages.filter(
    (message): message is EventBatch => message.kind === 'events' || message.kind === 'reset',
  );
}

function heard(messages: readonly PageMessage[]): string[] {
  return noticesIn(batchesIn(messages));
}

/** Lets what was published go out. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('a page learns first whether the queue can be reached, then what happens', async () => {
  const visit = await visitHost(folder);
  const page = await listenTo(visit);
  await page.until((messages) => messages.length > 0);
  expect(page.messages).toEqual([{ kind: 'line', isUp: true }]);
  visit.queue.hub.publish(noticeEvent('news'));
  await page.until((messages) => heard(messages).includes('news'));
});

test('a page that was away gets what it missed, and nothing twice', async () => {
  const visit = await visitHost(folder);
  visit.queue.hub.publish(noticeEvent('known'));
  const since = visit.queue.hub.seq;
  visit.queue.hub.publish(noticeEvent('missed'));
  const page = await listenTo(visit, `/messages?since=${since}`);
  await page.until((messages) => heard(messages).includes('missed'));
  visit.queue.hub.publish(noticeEvent('new'));
  await page.until((messages) => heard(messages).includes('new'));
  expect(heard(page.messages)).toEqual(['missed', 'new']);
});

test('a page begins with a reset when it knows nothing', async () => {
  const visit = await visitHost(folder);
  const page = await listenTo(visit, '/messages?since=0');
  await page.until((messages) => batchesIn(messages).length > 0);
  expect(batchesIn(page.messages)).toEqual([{ kind: 'reset', seq: visit.queue.hub.seq }]);
});

describe('a page that does not read, because its tab sleeps', () => {
  const limits = { backlogBytes: 64 * 1024 };

  test('costs no memory, and gets a reset when what it missed is gone', async () => {
    const visit = await visitHost(folder, { limits });
    const page = await listenTo(visit);
    page.socket.pause();
    const text = 'x'.repeat(20_000);
    for (let index = 0; index < 5_000; index += 1) {
      visit.queue.hub.publish(noticeEvent(`${index} ${text}`));
      if (index % 100 === 99) await turn();
    }
    page.socket.resume();
    await page.until((messages) => messages.some(({ kind }) => kind === 'reset'));
    visit.queue.hub.publish(noticeEvent('afterwards'));
    await page.until((messages) => heard(messages).includes('afterwards'));
    const notices = heard(page.messages);
    // Of a hundred megabytes only what was on its way had been kept for it.
    expect(notices.length).toBeLessThan(300);
    expect(notices.slice(notices.lastIndexOf('reset') + 1)).toEqual(['afterwards']);
  });

  test('loses nothing when it reads again in time', async () => {
    const visit = await visitHost(folder, { limits });
    const page = await listenTo(visit);
    page.socket.pause();
    const texts = Array.from({ length: 90 }, (_, index) => `${index} ${'x'.repeat(20_000)}`);
    for (const text of texts) {
      visit.queue.hub.publish(noticeEvent(text));
      await turn();
    }
    page.socket.resume();
    await page.until((messages) => heard(messages).length >= texts.length);
    expect(heard(page.messages)).toEqual(texts);
  });
});

describe('a page that does not keep to it', () => {
  test.each([
    ['says something', '{}', 1008],
    ['says too much', 'x'.repeat(5_000), 1009],
  ])('that %s is cut off, and the others stay', async (_, text, code) => {
    const visit = await visitHost(folder);
    const good = await listenTo(visit);
    const bad = await listenTo(visit);
    bad.socket.send(text);
    const [closedWith] = await once(bad.socket, 'close');
    expect(closedWith).toBe(code);
    visit.queue.hub.publish(noticeEvent('still here'));
    await good.until((messages) => heard(messages).includes('still here'));
  });
});

test('pages learn that the host goes, also those that do not answer', async () => {
  const visit = await visitHost(folder);
  const page = await listenTo(visit);
  const silent = await listenTo(visit);
  silent.socket.pause();
  const closed = once(page.socket, 'close');
  await visit.host.close();
  expect((await closed)[0]).toBe(1001);
  await expect(visit.ask()).rejects.toThrow('ECONNREFUSED');
  silent.socket.terminate();
});
