import { randomUUID } from 'node:crypto';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask } from '../../shared/contract/ask.ts';
import { writeFailure } from '../../shared/errors.ts';
import { folderWarning } from '../core/storage/folder-warning.ts';
import type { QueueAccess } from './queue-access.ts';
import { formatGib, type Verdict } from './verdict.ts';

/** Room for the database, its copies and the texts of years; recordings are only kept here when that is asked for. */
const NEEDED_BYTES = 1024 ** 3;

/** Whether the folder of the queue can be written, is on a disk of this computer, and has space. */
export async function checkDataFolder(folder: string): Promise<Verdict> {
  await tryToWrite(folder);
  const warning = await folderWarning(folder, process.platform);
  if (warning !== null) return { isGood: false, words: warning.message };
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  return {
    isGood: freeBytes >= NEEDED_BYTES,
    words: `${folder} can be written, ${formatGib(freeBytes)} free (1 GiB needed)`,
  };
}

/** Whether the database can be opened, and who runs the queue. Nothing is begun. */
export async function checkQueue(access: QueueAccess): Promise<Verdict> {
  const queue = await access.open({ signal: new AbortController().signal });
  try {
    const { owner, counts, holds, stuck } = await ask(queue, 'queue.status', {});
    const jobs = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const runBy = queue.role === 'owner' ? 'no program runs it now' : `process ${owner.pid} runs it`;
    const words = [`the database is in order, ${jobs} ${jobs === 1 ? 'job' : 'jobs'}, ${runBy}`];
    // Holds wait for something; that the queue waits is what it is for.
    for (const { reason, message } of holds) if (reason !== 'nobody-follows') words.push(message);
    for (const { uid, rule } of stuck) words.push(`job ${uid} is stuck (${rule})`);
    return { isGood: stuck.length === 0, words: words.join('; ') };
  } finally {
    await queue.close();
  }
}

/** @throws EarshotError `disk-full`, `output-not-writable` */
async function tryToWrite(folder: string): Promise<void> {
  const file = join(folder, `.doctor-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(file, 'written by earshot doctor');
    await rm(file);
  } catch (thrown) {
    throw writeFailure(
      thrown,
      { full: `The disk of ${folder} is full.`, other: `The folder ${folder} cannot be written to.` },
      'Free some space there, or set EARSHOT_HOME to a folder on another disk.',
    );
  }
}
