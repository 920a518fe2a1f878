import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { ChildRegistry, reapForeignChildren } from '../../src/main/core/process/child-registry.ts';
import { identityOf } from '../../src/main/core/process/process-identity.ts';
import type { ChildRecord } from '../../src/main/core/storage/store.ts';
import { end, idleChild } from '../support/idle-child.ts';

/** What a store would keep, and in which order it was told. */
class Ledger {
  readonly children = new Map<number, ChildRecord>();
  readonly calls: string[] = [];
  /** What the first entry waits for. */
  gate: Promise<void> = Promise.resolve();

  readonly childStarted = async (child: ChildRecord): Promise<void> => {
    this.calls.push(`started ${child.pid}`);
    await this.gate;
    this.children.set(child.pid, child);
  };
  readonly childEnded = async (pid: number): Promise<void> => {
    this.calls.push(`ended ${pid}`);
    this.children.delete(pid);
  };
}

function neverFails(error: unknown): void {
  expect.unreachable(String(error));
}

test('a child is written down while it lives, and struck out when it has ended', async () => {
  const ledger = new Ledger();
  const registry = new ChildRegistry(ledger, neverFails);
  const child = idleChild();
  registry.track(child, process.execPath);
  await registry.settled();
  expect([...ledger.children.values()]).toEqual([{ pid: child.pid, ...(await identityOf(child.pid)) }]);
  await end(child);
  await registry.settled();
  expect(ledger.children.size).toBe(0);
  expect(ledger.calls).toEqual([`started ${child.pid}`, `ended ${child.pid}`]);
});

test('a child that ends before its turn is never written down: its number may be a stranger’s by then', async () => {
  const ledger = new Ledger();
  const gate = Promise.withResolvers<void>();
  ledger.gate = gate.promise;
  const registry = new ChildRegistry(ledger, neverFails);
  const [first, second] = [idleChild(), idleChild()];
  registry.track(first, process.execPath);
  registry.track(second, process.execPath);
  // By now it is known who they are; only their turn has not come.
  await identityOf(second.pid);
  await end(second);
  gate.resolve();
  await registry.settled();
  expect(ledger.calls).toEqual([`started ${first.pid}`, `ended ${second.pid}`]);
});

test('a child that could not be started is left out', async () => {
  const ledger = new Ledger();
  const registry = new ChildRegistry(ledger, neverFails);
  const child = spawn('/nowhere/program');
  const failure = once(child, 'error');
  registry.track(child, '/nowhere/program');
  await failure;
  await registry.settled();
  expect(ledger.calls).toEqual([]);
});

test('an entry that cannot be written is told, and the next one is written', async () => {
  const ledger = new Ledger();
  const onError = vi.fn<(error: unknown) => void>();
  const full = new Error('the disk is full');
  ledger.gate = Promise.reject(full);
  ledger.gate.catch(() => {});
  const registry = new ChildRegistry(ledger, onError);
  registry.track(idleChild(), process.execPath);
  await registry.settled();
  expect(onError).toHaveBeenCalledExactlyOnceWith(full);
  ledger.gate = Promise.resolve();
  const next = idleChild();
  registry.track(next, process.execPath);
  await registry.settled();
  expect([...ledger.children.keys()]).toEqual([next.pid]);
});

async function recordOf(pid: number): Promise<ChildRecord> {
  const found = await identityOf(pid);
  if (found?.executable === undefined || found.executable === null)
    throw new Error(`${pid} is not to be told`);
  return { pid, startToken: found.startToken, executable: found.executable };
}

test('positive control: a child that was left behind is ended', async () => {
  const child = idleChild();
  const record = await recordOf(child.pid);
  const exit = once(child, 'exit');
  expect(await reapForeignChildren([record], (pid) => void process.kill(pid, 'SIGKILL'))).toEqual([record]);
  expect(await exit).toEqual([null, 'SIGKILL']);
});

test('a stranger who has got the number of a dead child is left alone', async () => {
  const child = idleChild();
  const record = await recordOf(child.pid);
  await end(child);
  const stranger = await recordOf(process.pid);
  const kill = vi.fn<(pid: number) => void>();
  const reused = { ...record, pid: stranger.pid };
  expect(reused.executable).toBe(stranger.executable);
  expect(await reapForeignChildren([record, reused], kill)).toEqual([]);
  expect(kill).not.toHaveBeenCalled();
});

test('a process that runs another program is left alone', async () => {
  const record = await recordOf(idleChild().pid);
  const kill = vi.fn<(pid: number) => void>();
  expect(await reapForeignChildren([{ ...record, executable: '/usr/bin/ffmpeg' }], kill)).toEqual([]);
  expect(kill).not.toHaveBeenCalled();
});

test.each([0, -1, 1.5])(
  'a record with the number %d ends nothing: for the system it would be a group',
  async (pid) => {
    const kill = vi.fn<(pid: number) => void>();
    expect(await reapForeignChildren([{ ...(await recordOf(process.pid)), pid }], kill)).toEqual([]);
    expect(kill).not.toHaveBeenCalled();
  },
);

test('one that cannot be ended does not save the others', async () => {
  const [first, second] = [await recordOf(idleChild().pid), await recordOf(idleChild().pid)];
  const kill = (pid: number): void => {
    if (pid === first.pid) throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
  };
  expect(await reapForeignChildren([first, second], kill)).toEqual([second]);
});
