import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { OwnedLog } from '../../src/main/core/logging/create-log.ts';
import { tryTakeOwnership } from '../../src/main/core/process/owner-lock.ts';
import { type AppFolders, appFolders } from '../../src/main/core/storage/app-folders.ts';
import { joinedQueue } from '../../src/main/joined-queue.ts';
import type { OpenQueue } from '../../src/main/queue-access.ts';
import type { OwnQueue } from '../../src/main/start-queue.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import { scriptedQueue } from '../support/scripted-handlers.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();
const never = new AbortController().signal;
const DISK = new EarshotError('database-unwritable', 'The disk has gone.');

/** A queue of no store that can be lost; what is asked of it at its end is noted. */
class FakeOwnQueue implements OwnQueue {
  readonly #served = scriptedQueue();
  readonly handlers = this.#served.handlers;
  readonly hub = this.#served.hub;
  readonly followers = this.#served.followers;
  readonly #lost = Promise.withResolvers<EarshotError>();
  readonly lost = this.#lost.promise;
  readonly stopped = Promise.withResolvers<void>();
  askedWhatIsOwed = 0;

  lose = (): void => this.#lost.resolve(DISK);

  untilNothingIsOwed = async (): Promise<void> => {
    this.askedWhatIsOwed += 1;
  };

  stop = async (): Promise<void> => {
    this.stopped.resolve();
  };
}

/** Opens the queue for one command; `opened`: every queue that was started for it. */
async function openLine(prepareOwn = async (): Promise<void> => {}): Promise<{
  line: OpenQueue;
  folders: AppFolders;
  opened: { queue: FakeOwnQueue; log: OwnedLog }[];
}> {
  const home = mkdtempSync(join(suite, 'home-'));
  const folders = appFolders({ EARSHOT_HOME: home }, process.platform, { development: true });
  const opened: { queue: FakeOwnQueue; log: OwnedLog }[] = [];
  const access = joinedQueue({
    folders,
    version: '1.0.0',
    env: { XDG_RUNTIME_DIR: home },
    openOwn: async (log) => {
      const queue = new FakeOwnQueue();
      opened.push({ queue, log });
      return queue;
    },
    prepareOwn,
  });
  return { line: await access.open({ signal: never }), folders, opened };
}

test('a command that only asks does not stay for those who have come meanwhile', async () => {
  const { line, opened } = await openLine();
  await line.call('queue.status', {});
  await line.close();
  expect(opened.map(({ queue }) => queue.askedWhatIsOwed)).toEqual([0]);
});

test('only a command that stays loads what it would need to take over, and goes on without', async () => {
  let times = 0;
  const { line } = await openLine(async () => {
    times += 1;
    throw new Error('the files are gone');
  });
  await line.call('queue.status', {});
  expect(times).toBe(0);
  line.follow('all');
  expect(times).toBe(1);
  expect(await line.call('queue.status', {})).toMatchObject({ ok: true });
  await line.close();
});

test('a command whose own queue is lost lets go of it, logs why, and starts it anew', async () => {
  const { line, folders, opened } = await openLine();
  line.follow('all');
  const [first] = opened;
  if (first === undefined) throw new Error('this program owns the queue');
  const reset = new Promise((resolve) => line.subscribe(null, resolve));
  first.queue.lose();
  await first.queue.stopped.promise;
  await reset;
  expect([opened.length, line.role]).toEqual([2, 'owner']);
  expect(await line.call('queue.status', {})).toMatchObject({ ok: true });
  await line.close();
  // Only the queue that is there is asked: the lost one owes nobody anything any more.
  expect(opened.map(({ queue }) => queue.askedWhatIsOwed)).toEqual([0, 1]);
  const logged = readFileSync(join(folders.logs, 'earshot.log'), 'utf8');
  expect(logged).toContain('queue.lost');
  expect(logged).toContain('database-unwritable');
  const lock = tryTakeOwnership(folders.data);
  expect(lock).not.toBeNull();
  lock?.release();
});
