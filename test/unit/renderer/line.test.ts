import { expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { createPageClient } from '../../../src/renderer/src/bridge/page-client.ts';
import { type AppState, INITIAL_STATE } from '../../../src/renderer/src/store/app-state.ts';
import { Line, type LinePorts } from '../../../src/renderer/src/store/line.ts';
import { failed } from '../../../src/shared/contract/result.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import { MemoryBridge } from '../../component/support/memory-bridge.ts';
import { manyJobs, sampleJob, uidOf } from '../../component/support/sample-jobs.ts';

function startLine(bridge: MemoryBridge, ports: Partial<LinePorts> = {}) {
  const store = createStore<AppState>(() => INITIAL_STATE);
  const line = new Line({
    client: createPageClient(bridge),
    store,
    wallNow: () => 0,
    wait: () => Promise.resolve(),
    onSynced: () => {},
    onBatch: () => {},
    onMessage: () => {},
    ...ports,
  });
  line.start();
  return { store, line, isUp: () => vi.waitUntil(() => store.getState().line === 'up') };
}

const done = sampleJob({ number: 1, title: 'a.mp3', status: { state: 'completed', gaps: 0 } });

test('reads all jobs, by pages, with settings and preferences', async () => {
  const { store, isUp } = startLine(new MemoryBridge(manyJobs(2500)));
  await isUp();

  const state = store.getState();
  expect(state.order).toHaveLength(2500);
  expect(state.status).not.toBeNull();
  expect(state.preferences).not.toBeNull();
  expect(state.host?.kind).toBe('browser');
});

test('events that come while the jobs are read are put on top of them', async () => {
  const bridge = new MemoryBridge(manyJobs(3));
  const stale = [...bridge.jobs.values()];
  bridge.answer('jobs.list', async () => {
    const seq = bridge.seq;
    await Promise.resolve();
    bridge.tell({ kind: 'job-changed', job: done });
    return { seq, total: stale.length, jobs: stale };
  });
  const { store, isUp } = startLine(bridge);
  await isUp();

  expect(store.getState().jobs.get(uidOf(1))?.status.state).toBe('completed');
});

test('a list from which jobs were removed while it was read is read again', async () => {
  const bridge = new MemoryBridge(manyJobs(1500));
  let isFirst = true;
  bridge.answer('jobs.list', ({ offset, limit }) => {
    const jobs = [...bridge.jobs.values()].slice(offset, offset + limit);
    const total = bridge.jobs.size;
    if (isFirst) bridge.tell({ kind: 'job-removed', uid: uidOf(1) });
    isFirst = false;
    return { seq: bridge.seq, total, jobs };
  });
  const { store, isUp } = startLine(bridge);
  await isUp();

  expect(store.getState().jobs.has(uidOf(1001))).toBe(true);
  expect(store.getState().order).toHaveLength(1499);
});

test('says that the queue is out of reach, keeps what it knew, and is up again after a reset', async () => {
  const bridge = new MemoryBridge(manyJobs(3));
  const { store, isUp } = startLine(bridge);
  await isUp();
  bridge.send({ kind: 'line', isUp: false });
  expect(store.getState()).toMatchObject({ line: 'down' });
  expect(store.getState().order).toHaveLength(3);

  bridge.jobs.set(done.uid, done);
  bridge.send({ kind: 'reset', seq: bridge.seq });
  await vi.waitUntil(() => store.getState().jobs.get(uidOf(1))?.status.state === 'completed');
  await isUp();
});

test('a queue that does not answer at first is asked again', async () => {
  const bridge = new MemoryBridge([done]);
  let tries = 0;
  bridge.answer('jobs.list', () => {
    tries += 1;
    if (tries < 3) return failed(new EarshotError('queue-unreachable', 'Nobody there.'));
    return { seq: bridge.seq, total: 1, jobs: [done] };
  });
  const lines: string[] = [];
  const { store, isUp } = startLine(bridge, {
    wait: async () => void lines.push(store.getState().line),
  });
  await isUp();

  expect(lines).toEqual(['down', 'down']);
  expect(store.getState().order).toEqual([uidOf(1)]);
});

test('another order of the queue is read anew, since no event tells it', async () => {
  const bridge = new MemoryBridge(manyJobs(3));
  const { store, isUp } = startLine(bridge);
  await isUp();

  for (const [index, job] of manyJobs(3).toReversed().entries()) {
    bridge.jobs.set(job.uid, { ...job, status: { state: 'queued', position: index + 1 } });
  }
  bridge.status = {
    ...bridge.status,
    settings: { ...bridge.status.settings, order: 'newest-first' },
  };
  bridge.tell({ kind: 'queue-changed' });

  await vi.waitUntil(() => store.getState().order[0] === uidOf(3));
  expect(store.getState().order).toEqual([uidOf(3), uidOf(2), uidOf(1)]);
});
