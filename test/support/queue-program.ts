import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { joinQueue } from '../../src/main/core/api/join-queue.ts';
import type { RunningQueue } from '../../src/main/core/api/running-queue.ts';
import { OUTPUTS } from './contract-samples.ts';
import { scriptedQueue } from './scripted-handlers.ts';

/**
 * Joins the queue of the folder in its first argument. That queue is a number in a file: `queue.resume` adds one,
 * `jobs.list` tells it as `total`, `queue.status` tells whose queue it is, `jobs.export` lists what is followed.
 * Commands come and answers go as lines of JSON: `{ id, call: [method, input] }`, `{ id, close: true }`, `{ follow }`.
 */
const [folder = ''] = process.argv.slice(2);
// Now, since the test kills it.
flushCompileCache();
const counterFile = join(folder, 'counter');

async function startQueue(): Promise<RunningQueue> {
  // Held in memory and written from there: two owners at a time would overwrite each other's count.
  let count = readCount();
  const queue = scriptedQueue({
    'queue.resume': async () => {
      count += 1;
      // A program that is killed while it writes leaves the old number.
      writeFileSync(`${counterFile}.new`, String(count));
      renameSync(`${counterFile}.new`, counterFile);
      queue.hub.publish({ kind: 'queue-changed' });
      return {};
    },
    'jobs.list': async () => ({ seq: queue.hub.seq, total: count, jobs: [] }),
    'queue.status': async () => ({
      ...OUTPUTS['queue.status'],
      owner: { pid: process.pid, version: '1.0.0', startedAtMs: 0 },
    }),
    'jobs.export': async () => {
      const { everyone } = queue.followers;
      return { files: everyone === 'all' ? ['all'] : [...everyone].toSorted() };
    },
  });
  return { ...queue, stop: async () => {}, lost: new Promise(() => {}) };
}

function readCount(): number {
  return existsSync(counterFile) ? Number(readFileSync(counterFile, 'utf8')) : 0;
}

function say(message: unknown): void {
  console.log(JSON.stringify(message));
}

const line = await joinQueue({
  dataFolder: folder,
  version: '1.0.0',
  signal: new AbortController().signal,
  env: { XDG_RUNTIME_DIR: folder },
  becomeOwner: startQueue,
});
say({ role: line.role, at: 'joined' });
line.onRoleChange((role) => say({ role, at: 'changed' }));
line.subscribe(null, ({ kind }) => say({ batch: kind }));

createInterface(process.stdin)
  .on('line', (text) => {
    const command = JSON.parse(text);
    if (command.follow !== undefined) line.follow(command.follow);
    else if (command.close === true) void line.close().then(() => say({ id: command.id, result: 'closed' }));
    else {
      const [method, input] = command.call;
      void line.call(method, input).then((result) => say({ id: command.id, result }));
    }
  })
  .on('close', () => process.exit());
