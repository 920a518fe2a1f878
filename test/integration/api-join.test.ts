import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { publishEndpoint, readEndpoint } from '../../src/main/core/api/endpoint.ts';
import { type JoinQueueOptions, joinQueue } from '../../src/main/core/api/join-queue.ts';
import type { QueueLine } from '../../src/main/core/api/queue-line.ts';
import type { RunningQueue, ServedQueue } from '../../src/main/core/api/running-queue.ts';
import { prepareSocketPath, socketPlaces } from '../../src/main/core/api/socket-path.ts';
import { refuseUpgrade } from '../../src/main/core/api/web-socket-lines.ts';
import { tryTakeOwnership } from '../../src/main/core/process/owner-lock.ts';
import { CONTRACT_VERSION } from '../../src/shared/contract/methods.ts';
import { failed } from '../../src/shared/contract/result.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import { listen } from '../support/contract-conformance.ts';
import { INPUTS, noticeEvent, noticesIn, OUTPUTS, uidOf } from '../support/contract-samples.ts';
import { scriptedQueue } from '../support/scripted-handlers.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { until } from '../support/test-queue.ts';

const suite = suiteFolder();
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function newFolder(): string {
  return mkdtempSync(join(suite, 'q-'));
}

function running(queue: ServedQueue = scriptedQueue(), stop: () => void = () => {}): RunningQueue {
  return { ...queue, stop: async () => stop(), lost: new Promise(() => {}) };
}

async function joinAs(folder: string, options: Partial<JoinQueueOptions> = {}): Promise<QueueLine> {
  const line = await joinQueue({
    dataFolder: folder,
    version: '1.0.0',
    signal: new AbortController().signal,
    env: { XDG_RUNTIME_DIR: folder },
    serverLimits: { lingerMs: 50 },
    becomeOwner: async () => running(),
    ...options,
  });
  ends.push(() => line.close());
  return line;
}

function socketFoldersIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('earshot-'));
}

function isFree(folder: string): boolean {
  const lock = tryTakeOwnership(folder);
  lock?.release();
  return lock !== null;
}

test('who comes first owns the queue, and who comes next uses it', async () => {
  const folder = newFolder();
  const owner = await joinAs(folder, {
    becomeOwner: async () =>
      running(scriptedQueue({ 'queue.status': async () => ({ ...OUTPUTS['queue.status'], slots: 7 }) })),
  });
  const client = await joinAs(folder);
  expect([owner.role, client.role]).toEqual(['owner', 'client']);
  for (const line of [owner, client]) {
    expect(await line.call('queue.status', {})).toMatchObject({ ok: true, value: { slots: 7 } });
  }
  expect(await readEndpoint(folder)).toMatchObject({
    pid: process.pid,
    version: '1.0.0',
    contractVersion: CONTRACT_VERSION,
  });
});

test('who comes while the owner starts waits for it', async () => {
  const folder = newFolder();
  const started = Promise.withResolvers<RunningQueue>();
  const becoming = Promise.withResolvers<void>();
  const owner = joinAs(folder, {
    becomeOwner: () => {
      becoming.resolve();
      return started.promise;
    },
  });
  await becoming.promise;
  const client = joinAs(folder);
  started.resolve(running());
  expect((await client).role).toBe('client');
  expect((await owner).role).toBe('owner');
});

test('what a dead owner has left stands in nobody’s way', async () => {
  const folder = newFolder();
  const socketPath = await prepareSocketPath(folder, socketPlaces({ XDG_RUNTIME_DIR: folder }));
  writeFileSync(socketPath, '');
  await publishEndpoint(folder, {
    pid: 1,
    socketPath,
    token: 'old',
    contractVersion: 99,
    version: '9',
    startedAtMs: 0,
  });
  expect((await joinAs(folder)).role).toBe('owner');
  expect((await joinAs(folder)).role).toBe('client');
});

test('an owner that leaves takes the way to it along', async () => {
  const folder = newFolder();
  const owner = await joinAs(folder);
  const client = await joinAs(folder);
  expect(socketFoldersIn(folder)).toHaveLength(1);
  await client.close();
  await owner.close();
  expect([socketFoldersIn(folder), await readEndpoint(folder)]).toEqual([[], null]);
});

test('an owner that never answers is unreachable, and says so in the end', async () => {
  const folder = newFolder();
  const lock = tryTakeOwnership(folder);
  await expect(joinAs(folder, { limitMs: 100 })).rejects.toMatchObject({ code: 'queue-unreachable' });
  lock?.release();
});

test('an owner of another contract is not waited for', async () => {
  const folder = newFolder();
  const lock = tryTakeOwnership(folder);
  const socketPath = await prepareSocketPath(folder, socketPlaces({ XDG_RUNTIME_DIR: folder }));
  const mismatch = new EarshotError('contract-mismatch', 'Of another version.');
  const server = createServer().on('upgrade', (_, socket) =>
    refuseUpgrade(socket, { status: 409, result: failed(mismatch) }),
  );
  await new Promise<void>((resolve) => void server.listen(socketPath, resolve));
  await publishEndpoint(folder, {
    pid: 1,
    socketPath,
    token: 'x',
    contractVersion: 99,
    version: '9',
    startedAtMs: 0,
  });
  await expect(joinAs(folder, { limitMs: 1_000_000 })).rejects.toMatchObject({ code: 'contract-mismatch' });
  server.close();
  lock?.release();
});

test('a queue that cannot be started is an error, and the next program may try', async () => {
  const folder = newFolder();
  const damaged = new EarshotError('database-damaged', 'The database is damaged.');
  await expect(joinAs(folder, { becomeOwner: () => Promise.reject(damaged) })).rejects.toBe(damaged);
  expect((await joinAs(folder)).role).toBe('owner');
});

test('a queue that others could not be told about is stopped again', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'owner.json', 'in-the-way'), { recursive: true });
  const stopped: string[] = [];
  const becomeOwner = async (): Promise<RunningQueue> =>
    running(scriptedQueue(), () => void stopped.push('stopped'));
  await expect(joinAs(folder, { becomeOwner })).rejects.toMatchObject({ code: 'database-unwritable' });
  expect(stopped).toEqual(['stopped']);
  expect([isFree(folder), socketFoldersIn(folder)]).toEqual([true, []]);
});

test('who no longer wants to join stops waiting', async () => {
  const folder = newFolder();
  const lock = tryTakeOwnership(folder);
  const wish = new AbortController();
  const joining = joinAs(folder, { signal: wish.signal });
  wish.abort();
  await expect(joining).rejects.toMatchObject({ code: 'cancelled' });
  lock?.release();
});

test('who no longer wants to join when the queue has just been started stops it', async () => {
  const folder = newFolder();
  const wish = new AbortController();
  const stopped: string[] = [];
  const joining = joinAs(folder, {
    signal: wish.signal,
    becomeOwner: async () => {
      wish.abort();
      return running(scriptedQueue(), () => void stopped.push('stopped'));
    },
  });
  await expect(joining).rejects.toMatchObject({ code: 'cancelled' });
  expect(stopped).toEqual(['stopped']);
  expect([isFree(folder), socketFoldersIn(folder)]).toEqual([true, []]);
});

test('an owner that leaves stops its queue under the lock, withdraws, and only then lets others in', async () => {
  const folder = newFolder();
  const seen: unknown[] = [];
  const owner = await joinAs(folder, {
    becomeOwner: async () => running(scriptedQueue(), () => void seen.push({ isFree: isFree(folder) })),
  });
  const socketPath = (await readEndpoint(folder))?.socketPath ?? '';
  expect(existsSync(socketPath)).toBe(true);
  await owner.close();
  await owner.closed;
  expect(seen).toEqual([{ isFree: false }]);
  expect(isFree(folder)).toBe(true);
  expect(existsSync(socketPath)).toBe(false);
  expect(await readEndpoint(folder)).toBeNull();
});

test('a queue that fails to stop does not keep the lock', async () => {
  const folder = newFolder();
  const broken: RunningQueue = { ...running(), stop: () => Promise.reject(new Error('cannot stop')) };
  const owner = await joinAs(folder, { becomeOwner: async () => broken });
  await expect(owner.close()).rejects.toThrow('cannot stop');
  expect(isFree(folder)).toBe(true);
  expect((await joinAs(folder)).role).toBe('owner');
});

test('a client takes over with its subscriptions and what it follows', async () => {
  const folder = newFolder();
  const first = await joinAs(folder);
  const heirs: ServedQueue[] = [];
  const client = await joinAs(folder, {
    becomeOwner: async () => {
      const queue = scriptedQueue();
      heirs.push(queue);
      return running(queue);
    },
  });
  const roles: string[] = [];
  client.onRoleChange((role) => roles.push(role));
  const events = listen(client);
  const left = listen(client);
  client.follow([uidOf(1)]);
  left.stop();

  await first.close();
  await events.until((batches) => batches.some(({ kind }) => kind === 'reset'));
  const [heir] = heirs;
  expect(client.role).toBe('owner');
  expect(roles).toEqual(['owner']);
  expect(heir?.followers.everyone).toEqual(new Set([uidOf(1)]));
  heir?.hub.publish(noticeEvent('from the new owner'));
  await events.until((batches) => noticesIn(batches).includes('from the new owner'));
  expect(left.batches).toEqual([]);
});

test('a line tells when nobody is at its other end, and when somebody is there again', async () => {
  const folder = newFolder();
  const first = await joinAs(folder);
  const start = Promise.withResolvers<RunningQueue>();
  const client = await joinAs(folder, { becomeOwner: () => start.promise });
  const told: boolean[] = [];
  const leftOut: boolean[] = [];
  client.onLineChange((isUp) => told.push(isUp));
  const stop = client.onLineChange((isUp) => leftOut.push(isUp));
  stop();
  expect(client.isUp).toBe(true);
  const events = listen(client);
  await first.close();
  await until(() => told.length === 1);
  expect(client.isUp).toBe(false);
  start.resolve(running());
  await events.until((batches) => batches.some(({ kind }) => kind === 'reset'));
  expect([client.isUp, told]).toEqual([true, [false, true]]);
  await client.close();
  expect([client.isUp, told, leftOut]).toEqual([false, [false, true, false], []]);
});

test('calls that are cut: questions are asked again, deeds are not, and calls made meanwhile wait', async () => {
  const folder = newFolder();
  const asked = { question: Promise.withResolvers<void>(), deed: Promise.withResolvers<void>() };
  const never = new Promise<never>(() => {});
  const first = await joinAs(folder, {
    becomeOwner: async () =>
      running(
        scriptedQueue({
          'jobs.get': () => {
            asked.question.resolve();
            return never;
          },
          'queue.pause': () => {
            asked.deed.resolve();
            return never;
          },
        }),
      ),
  });
  const deeds: string[] = [];
  const client = await joinAs(folder, {
    becomeOwner: async () =>
      running(
        scriptedQueue({
          'queue.pause': async () => {
            deeds.push('queue.pause');
            return {};
          },
        }),
      ),
  });
  const question = client.call('jobs.get', INPUTS['jobs.get']);
  const deed = client.call('queue.pause', {});
  await Promise.all([asked.question.promise, asked.deed.promise]);
  await first.close();
  expect(await deed).toMatchObject({ ok: false, error: { code: 'queue-unreachable' } });
  expect(await question).toEqual({ ok: true, value: OUTPUTS['jobs.get'] });
  expect(deeds).toEqual([]);
  expect(await client.call('queue.pause', {})).toEqual({ ok: true, value: {} });
  expect(deeds).toEqual(['queue.pause']);
});

test('a line whose turn it is and that cannot run the queue ends, and says why', async () => {
  const folder = newFolder();
  const first = await joinAs(folder);
  const damaged = new EarshotError('database-damaged', 'The database is damaged.');
  const client = await joinAs(folder, { becomeOwner: () => Promise.reject(damaged) });
  await first.close();
  await client.closed;
  expect(await client.call('queue.status', {})).toEqual({ ok: false, error: damaged.toFailure() });
  expect(isFree(folder)).toBe(true);
});

test('a line that closes between two owners leaves nothing behind', async () => {
  const folder = newFolder();
  const first = await joinAs(folder);
  const becoming = Promise.withResolvers<void>();
  const start = Promise.withResolvers<RunningQueue>();
  const stopped: string[] = [];
  const client = await joinAs(folder, {
    becomeOwner: () => {
      becoming.resolve();
      return start.promise;
    },
  });
  await first.close();
  await becoming.promise;
  const waiting = client.call('queue.status', {});
  const closing = client.close();
  start.resolve(running(scriptedQueue(), () => void stopped.push('stopped')));
  await closing;
  expect(await waiting).toMatchObject({ ok: false, error: { code: 'queue-unreachable' } });
  expect(stopped).toEqual(['stopped']);
  expect([isFree(folder), socketFoldersIn(folder)]).toEqual([true, []]);
});

test('closing twice is closing once', async () => {
  const folder = newFolder();
  const line = await joinAs(folder);
  await Promise.all([line.close(), line.close()]);
  await line.closed;
  expect(isFree(folder)).toBe(true);
});
