import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attach } from '../../src/main/core/api/attach.ts';
import type { Attachment } from '../../src/main/core/api/attachment.ts';
import { readEndpoint } from '../../src/main/core/api/endpoint.ts';
import { joinQueue } from '../../src/main/core/api/join-queue.ts';
import type { RunningQueue } from '../../src/main/core/api/running-queue.ts';
import { socketPlaces } from '../../src/main/core/api/socket-path.ts';
import { tryTakeOwnership } from '../../src/main/core/process/owner-lock.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import { scriptedQueue } from '../support/scripted-handlers.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();
const never = new AbortController().signal;
const DISK = new EarshotError('database-unwritable', 'The disk has gone.');

/** A queue that cannot be stopped in good order, as one whose store is gone. */
function broken(lost: Promise<EarshotError> = new Promise(() => {})): RunningQueue {
  return { ...scriptedQueue(), stop: () => Promise.reject(DISK), lost };
}

function healthy(): RunningQueue {
  return { ...scriptedQueue(), stop: async () => {}, lost: new Promise(() => {}) };
}

type Options = { readonly folder: string; readonly becomeOwner: () => Promise<RunningQueue> };

function attachTo({ folder, becomeOwner }: Options): Promise<Attachment> {
  return attach(
    {
      dataFolder: folder,
      version: '1.0.0',
      places: socketPlaces({ XDG_RUNTIME_DIR: folder }),
      serverLimits: { lingerMs: 50 },
      becomeOwner,
      limitMs: 5_000,
    },
    never,
  );
}

/** An owner, a client of it, and what the owner has put up for clients. */
async function ownerAndClient(
  queue: RunningQueue,
): Promise<{ folder: string; owner: Attachment; client: Attachment; socketPath: string }> {
  const folder = mkdtempSync(join(suite, 'q-'));
  const options = { folder, becomeOwner: async () => queue };
  const owner = await attachTo(options);
  const client = await attachTo(options);
  expect([owner.role, client.role]).toEqual(['owner', 'client']);
  const endpoint = await readEndpoint(folder);
  if (endpoint === null) throw new Error('the owner can be reached');
  return { folder, owner, client, socketPath: endpoint.socketPath };
}

function isFree(folder: string): boolean {
  const lock = tryTakeOwnership(folder);
  lock?.release();
  return lock !== null;
}

async function expectGone(folder: string, socketPath: string): Promise<void> {
  expect(await readEndpoint(folder)).toBeNull();
  expect(existsSync(socketPath)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.startsWith('earshot-'))).toEqual([]);
  expect(isFree(folder)).toBe(true);
}

test('an owner whose queue cannot be stopped leaves all the same, and tells why it could not', async () => {
  const { folder, owner, client, socketPath } = await ownerAndClient(broken());
  await expect(owner.end()).rejects.toBe(DISK);
  await Promise.all([owner.client.closed, client.client.closed]);
  await expectGone(folder, socketPath);
});

test('whoever ends an owner a second time is told the same, and nothing is stopped twice', async () => {
  let stops = 0;
  const queue = {
    ...broken(),
    stop: async () => {
      stops += 1;
      throw DISK;
    },
  };
  const { owner } = await ownerAndClient(queue);
  await expect(owner.end()).rejects.toBe(DISK);
  await expect(owner.end()).rejects.toBe(DISK);
  expect(stops).toBe(1);
});

test('an owner that has lost its queue leaves by itself', async () => {
  const lost = Promise.withResolvers<EarshotError>();
  const { folder, owner, client, socketPath } = await ownerAndClient(broken(lost.promise));
  expect(isFree(folder)).toBe(false);
  lost.resolve(DISK);
  await Promise.all([owner.client.closed, client.client.closed]);
  await owner.end().catch(() => {});
  await expectGone(folder, socketPath);
});

test('a line whose own queue was lost starts it anew, or joins whoever was faster', async () => {
  const folder = mkdtempSync(join(suite, 'q-'));
  const lost = Promise.withResolvers<EarshotError>();
  const queues = [broken(lost.promise), healthy()];
  const line = await joinQueue({
    dataFolder: folder,
    version: '1.0.0',
    signal: never,
    env: { XDG_RUNTIME_DIR: folder },
    serverLimits: { lingerMs: 50 },
    becomeOwner: async () => queues.shift() ?? healthy(),
  });
  const reset = new Promise((resolve) => line.subscribe(null, resolve));
  lost.resolve(DISK);
  expect(await reset).toMatchObject({ kind: 'reset' });
  expect(await line.call('queue.status', {})).toMatchObject({ ok: true });
  expect(queues).toEqual([]);
  await line.close();
  expect(isFree(folder)).toBe(true);
});
