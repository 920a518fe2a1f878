import { expect, test } from 'vitest';
import { EndNotices } from '../../../src/main/core/desktop/end-notices.ts';
import { QueueNews } from '../../../src/main/core/desktop/queue-news.ts';
import type { JobView } from '../../../src/shared/contract/job.ts';
import type { JobEnd } from '../../../src/shared/ends/job-board.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { DEFAULT_PREFERENCES } from '../../../src/shared/preferences.ts';
import { jobViewOf, uidOf } from '../../support/job-view-of.ts';
import { ScriptedQueue, settled } from '../../support/scripted-queue.ts';

const running = (name: string): JobView =>
  jobViewOf(name, { status: { state: 'running', stage: 'transcribing' } });

async function follow(queue: ScriptedQueue): Promise<{ news: QueueNews; ends: JobEnd[] }> {
  queue.answers['preferences.get'] ??= () => DEFAULT_PREFERENCES;
  const ends: JobEnd[] = [];
  const news = new QueueNews(queue, { onEvents: (some) => void ends.push(...some), onChange: () => {} });
  news.start();
  await settled();
  return { news, ends };
}

function open(news: QueueNews): string[] {
  return [...news.board.open].map(({ uid, state }) => `${uid.replace(/0+$/, '')} ${state}`);
}

test('it knows what is there, and follows what happens', async () => {
  const queue = new ScriptedQueue([running('a'), jobViewOf('b')]);
  const { news, ends } = await follow(queue);
  expect(open(news)).toEqual(['a running', 'b queued']);
  await queue.change(uidOf('a'), { status: { state: 'completed', gaps: 0 } });
  expect(open(news)).toEqual(['b queued']);
  expect(ends.map(({ job }) => job.uid)).toEqual([uidOf('a')]);
});

test('only what is not at its end is read, page by page', async () => {
  const jobs = Array.from({ length: 2_500 }, (_, index) => jobViewOf(`n${index}x`));
  const queue = new ScriptedQueue([...jobs, jobViewOf('done', { status: { state: 'completed', gaps: 0 } })]);
  const { news } = await follow(queue);
  await queue.called('jobs.list', 3);
  expect(open(news)).toHaveLength(2_500);
});

test('what happens while the jobs are read is not lost', async () => {
  const queue = new ScriptedQueue([running('a')]);
  const read = Promise.withResolvers<void>();
  queue.answers['jobs.list'] = async () => {
    const jobs = [running('a')];
    await read.promise;
    return { seq: 0, total: 1, jobs };
  };
  const { news, ends } = await follow(queue);
  await queue.change(uidOf('a'), { status: { state: 'completed', gaps: 0 } });
  read.resolve();
  await settled();
  expect(open(news)).toEqual([]);
  expect(ends).toHaveLength(1);
});

test('with another owner everything is read anew, and what has ended meanwhile is no news', async () => {
  const queue = new ScriptedQueue([running('a'), running('b')]);
  const { news, ends } = await follow(queue);
  queue.jobs.set(uidOf('a'), jobViewOf('a', { status: { state: 'completed', gaps: 0 } }));
  await queue.reset();
  await settled();
  expect(open(news)).toEqual(['b running']);
  expect(ends).toEqual([]);
});

test('what has waited for an end that nobody saw is told when everything was read anew', async () => {
  const batchUid = uidOf('batch');
  const queue = new ScriptedQueue(['a', 'b'].map((name) => ({ ...running(name), batchUid })));
  queue.answers['preferences.get'] = () => DEFAULT_PREFERENCES;
  const notices = new EndNotices();
  const told: string[] = [];
  const news: QueueNews = new QueueNews(queue, {
    onEvents: (ends) => {
      const wanted = DEFAULT_PREFERENCES.notifications;
      told.push(...notices.notices(ends, news.board.open, wanted).map(({ uid }) => uid));
    },
    onChange: () => {},
  });
  news.start();
  await settled();
  await queue.change(uidOf('a'), { status: { state: 'completed', gaps: 0 } });
  expect(told).toEqual([]);
  queue.jobs.set(uidOf('b'), { ...jobViewOf('b', { status: { state: 'completed', gaps: 0 } }), batchUid });
  await queue.reset();
  await settled();
  expect(told).toEqual([uidOf('a')]);
});

test('another owner that is there before the question to the last one has failed is asked all the same', async () => {
  const failure = Promise.withResolvers<never>();
  const queue = new ScriptedQueue([running('a')], { 'jobs.list': () => failure.promise });
  const { news } = await follow(queue);
  delete queue.answers['jobs.list'];
  await queue.reset();
  expect(open(news)).toEqual([]);
  failure.reject(new EarshotError('queue-unreachable', 'It has gone away.'));
  await settled();
  expect(open(news)).toEqual(['a running']);
});

test('changes of preferences and of the pause are read', async () => {
  const queue = new ScriptedQueue();
  const { news } = await follow(queue);
  expect(news.preferences.keepInTray).toBe(false);
  queue.answers['preferences.get'] = () => ({ ...DEFAULT_PREFERENCES, keepInTray: true });
  await queue.publish({ kind: 'queue-changed' });
  await settled();
  expect(news.preferences.keepInTray).toBe(true);
});
