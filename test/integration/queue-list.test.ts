import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NO_EXPORT } from '../../src/shared/job-options.ts';
import { jobIn } from '../support/job-in-state.ts';
import { answerOf } from '../support/staged-recording.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { TestQueue } from '../support/test-queue.ts';

const folder = suiteFolder();
const UNKNOWN = 'x'.repeat(20);

describe('the order', () => {
  async function waiting(): Promise<{
    queue: TestQueue;
    a: string;
    b: string;
    c: string;
    order: () => Promise<string[]>;
  }> {
    const queue = await TestQueue.open(folder, { probe: () => new Promise(() => {}) });
    await queue.call('queue.pause', {});
    const { jobs } = await queue.add(['a', 'b', 'c'].map((name) => queue.record(`${name}.wav`)));
    const [a = '', b = '', c = ''] = jobs.map(({ uid }) => uid);
    return { queue, a, b, c, order: () => startOrder(queue, [a, b, c]) };
  }

  /** The order in which the jobs are started when the queue is let go. */
  async function startOrder(queue: TestQueue, uids: readonly string[]): Promise<string[]> {
    await queue.call('queue.resume', {});
    await Promise.all(uids.map((uid) => queue.reached(uid, 'completed')));
    const begun = queue.seen.lines.filter(({ event }) => event === 'job.run-started');
    return begun.flatMap(({ fields }) => (typeof fields?.['job'] === 'string' ? [fields['job']] : []));
  }

  test('is the one in which they came', async () => {
    const { a, b, c, order } = await waiting();
    expect(await order()).toEqual([a, b, c]);
  });

  test('is the newest first, if somebody wants that', async () => {
    const { queue, a, b, c, order } = await waiting();
    await queue.call('queue.configure', { settings: { order: 'newest-first' } });
    expect(await order()).toEqual([c, b, a]);
  });

  test.each([
    ['next', () => 'next' as const, ({ a, b, c }: Record<string, string>) => [c, a, b]],
    [
      'before another',
      ({ b }: { b: string }) => ({ before: b }),
      ({ a, b, c }: Record<string, string>) => [a, c, b],
    ],
  ])('puts a job that is moved %s there, and is the own order from then on', async (_name, to, expected) => {
    const { queue, a, b, c, order } = await waiting();
    await queue.call('jobs.move', { uid: c, to: to({ b }) });
    expect((await queue.call('queue.status', {})).settings.order).toBe('my-order');
    expect(await order()).toEqual(expected({ a, b, c }));
  });

  test('puts a job last, and a second move does not set the order again', async () => {
    const { queue, a, b, c, order } = await waiting();
    await queue.call('jobs.move', { uid: a, to: 'last' });
    await queue.call('jobs.move', { uid: b, to: 'last' });
    expect(await order()).toEqual([c, a, b]);
  });

  test('gives a job that is moved before one of a higher priority that priority', async () => {
    const { queue, a, b, c, order } = await waiting();
    await queue.call('jobs.prioritise', { jobs: { uids: [c] }, priority: 5 });
    await queue.call('jobs.move', { uid: b, to: { before: c } });
    expect((await queue.view(b)).priority).toBe(5);
    expect(await order()).toEqual([b, c, a]);
  });

  test('puts the higher priority first, and tells which jobs are not there', async () => {
    const { queue, a, b, c, order } = await waiting();
    const report = await queue.call('jobs.prioritise', { jobs: { uids: [b, UNKNOWN] }, priority: 1 });
    expect(report).toMatchObject({
      done: [b],
      refused: [{ uid: UNKNOWN, error: { code: 'job-not-found' } }],
    });
    expect(await order()).toEqual([b, a, c]);
  });

  test('leaves out jobs at their end: they have no place', async () => {
    const { queue, uid } = await jobIn(folder, 'completed');
    expect(await queue.refusal('jobs.move', { uid, to: 'next' })).toMatchObject({ code: 'state-refused' });
    expect(await queue.call('jobs.prioritise', { jobs: 'all', priority: 3 })).toEqual({
      done: [],
      refused: [],
    });
    expect(await queue.refusal('jobs.move', { uid: UNKNOWN, to: 'next' })).toMatchObject({
      code: 'job-not-found',
    });
  });
});

describe('taking off the list', () => {
  test('is for jobs at their end; others are refused when they are named', async () => {
    const queue = await TestQueue.open(folder);
    const done = await queue.addOne('done.wav');
    await queue.reached(done, 'completed');
    await queue.call('queue.pause', {});
    const open = await queue.addOne('open.wav');
    expect(await queue.call('jobs.remove', { jobs: { uids: [done, open, UNKNOWN] } })).toMatchObject({
      done: [done],
      refused: [
        { uid: UNKNOWN, error: { code: 'job-not-found' } },
        { uid: open, error: { code: 'state-refused' } },
      ],
    });
    expect(queue.eventsOf('job-removed')).toHaveLength(1);
    expect(await queue.refusal('jobs.get', { uid: done })).toMatchObject({ code: 'job-not-found' });
  });

  test('can be taken back, to the place in the list where it was', async () => {
    const queue = await TestQueue.open(folder);
    const [a, b] = [await queue.addOne('a.wav'), await queue.addOne('b.wav')];
    await queue.reached(b, 'completed');
    await queue.reached(a, 'completed');
    await queue.call('jobs.remove', { jobs: { uids: [a] } });
    expect(await queue.call('jobs.restore', { jobs: { uids: [a, b, UNKNOWN] } })).toMatchObject({
      done: [a],
      refused: [
        { uid: UNKNOWN, error: { code: 'job-not-found' } },
        { uid: b, error: { code: 'state-refused' } },
      ],
    });
    const list = await queue.call('jobs.list', { states: null, offset: 0, limit: 10 });
    expect(list.jobs.map(({ uid }) => uid)).toEqual([a, b]);
    expect(await queue.texts(a)).toHaveLength(3);
    expect(await queue.refusal('jobs.restore', { jobs: 'all' })).toMatchObject({ code: 'invalid-argument' });
  });

  test('of all jobs takes only those at their end, without a refusal', async () => {
    const queue = await TestQueue.open(folder);
    const done = await queue.addOne('done.wav');
    await queue.reached(done, 'completed');
    await queue.call('queue.pause', {});
    await queue.addOne('open.wav');
    expect(await queue.call('jobs.remove', { jobs: 'all' })).toEqual({ done: [done], refused: [] });
  });
});

describe('a recording that is elsewhere', () => {
  async function blocked(): Promise<{ queue: TestQueue; uid: string; moved: string }> {
    const script = { isHeld: true };
    const queue = await TestQueue.open(folder, {
      engine: () => ({
        answer: (call) => (call.index > 0 && script.isHeld ? new Promise(() => {}) : answerOf(call)),
      }),
    });
    const uid = await queue.addOne();
    await queue.engineCalled(2);
    await queue.call('jobs.pause', { jobs: { uids: [uid] }, running: 'drop' });
    await queue.reached(uid, 'paused');
    const moved = join(queue.home, 'moved.wav');
    renameSync(join(queue.home, 'recordings', 'talk.wav'), moved);
    script.isHeld = false;
    await queue.call('jobs.resume', { jobs: { uids: [uid] } });
    await queue.reached(uid, 'blocked');
    return { queue, uid, moved };
  }

  test('is found again when somebody says where, and its job goes on by itself', async () => {
    const { queue, uid, moved } = await blocked();
    await queue.call('jobs.relocate', { uid, path: moved, acceptChanged: false });
    const job = await queue.reached(uid, 'completed');
    expect(job).toMatchObject({ path: moved, revision: 1 });
    expect(await queue.texts(uid)).toHaveLength(3);
  });

  test('is not taken for another one, unless somebody wants that; then nothing of the old text is mixed in', async () => {
    const { queue, uid } = await blocked();
    const path = queue.record('other.wav', 'something else');
    const request = { uid, path };
    expect(await queue.refusal('jobs.relocate', { ...request, acceptChanged: false })).toMatchObject({
      code: 'source-changed',
    });
    expect(await queue.state(uid)).toBe('blocked');
    await queue.call('jobs.relocate', { ...request, acceptChanged: true });
    expect(await queue.reached(uid, 'completed')).toMatchObject({ path, revision: 2 });
    expect(await queue.texts(uid)).toHaveLength(3);
  });

  test('is not exchanged under a run, and must be there', async () => {
    const { queue, uid } = await jobIn(folder, 'running');
    const other = queue.record('other.wav', 'something else');
    expect(await queue.refusal('jobs.relocate', { uid, path: other, acceptChanged: true })).toMatchObject({
      code: 'state-refused',
    });
    expect(
      await queue.refusal('jobs.relocate', { uid, path: '/nowhere.wav', acceptChanged: true }),
    ).toMatchObject({
      code: 'file-not-found',
    });
  });

  test('is taken for a job that has no text yet without doing anything anew', async () => {
    const { queue, uid } = await jobIn(folder, 'queued');
    const path = queue.record('other.wav', 'something else');
    await queue.call('jobs.relocate', { uid, path, acceptChanged: true });
    expect(await queue.view(uid)).toMatchObject({ path, revision: 1, status: { state: 'queued' } });
  });

  test('is no reason for a job that was removed meanwhile', async () => {
    const { queue, uid } = await jobIn(folder, 'completed');
    const path = queue.record('again.wav', 'talk.wav');
    queue.store.before = async ({ method }) => {
      if (method !== 'relocate') return;
      queue.store.before = undefined;
      await queue.call('jobs.remove', { jobs: { uids: [uid] } });
    };
    expect(await queue.refusal('jobs.relocate', { uid, path, acceptChanged: true })).toMatchObject({
      code: 'job-not-found',
    });
  });
});

describe('text', () => {
  test('can be changed, found and told with what was said first; a screen learns of it, and its sidecar follows', async () => {
    const { queue, uid } = await jobIn(folder, 'completed');
    const { segments } = await queue.call('transcript.get', { uid, revision: null });
    const segmentId = segments[1]?.id ?? '';
    const before = queue.eventsOf('job-changed').length;
    await Promise.all(
      ['First change.', 'A cafe\u0301.'].map((text) =>
        queue.call('transcript.edit', { uid, segmentId, text }),
      ),
    );
    const edited = await queue.call('transcript.get', { uid, revision: null });
    expect(edited.segments[1]).toMatchObject({ text: 'A caf\u00e9.', originalText: 'This is talk one.' });
    expect(queue.eventsOf('job-changed').length).toBeGreaterThan(before);
    const { hits } = await queue.call('transcript.search', { query: 'caf\u00e9', limit: 5 });
    expect(hits).toMatchObject([{ uid, segmentId }]);
    await queue.stop();
    const again = await TestQueue.open(folder, {}, { home: emptied(queue.home) });
    expect(await again.texts(uid)).toContain('A caf\u00e9.');
  });

  test('that is not there cannot be changed or told', async () => {
    const { queue, uid } = await jobIn(folder, 'queued');
    expect(await queue.refusal('transcript.edit', { uid, segmentId: 'm-0-0', text: 'x' })).toMatchObject({
      code: 'job-not-found',
    });
    expect(await queue.refusal('transcript.get', { uid, revision: 7 })).toMatchObject({
      message: expect.stringContaining('of revision 7'),
    });
    expect(
      await queue.refusal('jobs.export', { uid, exports: { ...NO_EXPORT, formats: ['txt'] } }),
    ).toBeDefined();
  });

  test('of a job at work can be followed chunk by chunk', async () => {
    const queue = await TestQueue.open(folder, {
      engine: () => ({ answer: (call) => (call.index === 0 ? answerOf(call) : new Promise(() => {})) }),
    });
    const uid = await queue.addOne();
    await queue.engineCalled(2);
    const { revision, chunks } = await queue.call('transcript.chunks', { uid, from: 0 });
    expect([revision, chunks.map(({ sequence }) => sequence)]).toEqual([1, [0]]);
    const { files } = await queue.call('jobs.export', { uid, exports: { ...NO_EXPORT, formats: ['txt'] } });
    expect(files).toEqual([join(queue.home, 'recordings', 'talk.partial.txt')]);
    expect((await queue.view(uid)).exportStatus).toEqual({ state: 'none' });
  });
});

/** The database and its copies are lost; what is left is one file for each job. */
function emptied(home: string): string {
  for (const name of ['earshot.db', 'earshot.db-wal', 'earshot.db-shm', 'backups'])
    rmSync(join(home, 'data', name), { recursive: true, force: true });
  writeFileSync(join(home, 'data', 'earshot.db'), '');
  expect(existsSync(join(home, 'data', 'transcripts'))).toBe(true);
  return home;
}
