import { randomUUID } from 'node:crypto';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFailure } from '../../shared/errors.ts';
import { folderWarning } from '../core/storage/folder-warning.ts';
import { formatGib, type Verdict } from './verdict.ts';

/**
 * Room for the database, its copies and the texts of years; recordings are only kept here when that is asked for. An hour of
 * decoded sound takes 115 MB.
 */
const NEEDED_BYTES = 1024 ** 3;

/** Whether the folder of the queue can be written, is on a disk of this computer, and has space. */
export async function checkDataFolder(folder: string): Promise<Verdict> {
  await tryToWrite(folder);
  const warning = await folderWarning(folder, process.platform);
  if (warning !== null) return { isGood: false, words: warning.message };
  const freeBytes = await freeBytesIn(folder);
  return {
    isGood: freeBytes >= NEEDED_BYTES,
    words: `${folder} can be written, ${formatGib(freeBytes)} free (1 GiB needed)`,
  };
}

/** Whether the folder for decoded sound has space. */
export async function checkDisk(folder: string): Promise<Verdict> {
  const freeBytes = await freeBytesIn(folder);
  return {
    isGood: freeBytes >= NEEDED_BYTES,
    words: `${formatGib(freeBytes)} free in ${folder} (1 GiB needed)`,
  };
}

async function freeBytesIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
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
