import { randomFillSync } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../../shared/errors.ts';

const RESERVE_NAME = 'reserve.bin';
const RESERVE_BYTES = 8 * 1024 * 1024;
const BLOCK_BYTES = 1024 * 1024;

/**
 * Sets space aside in the data folder, so that on a full disk the state of the queue can still be written down once.
 * Does nothing when it is there already.
 *
 * @returns false when there is no space for it now; then nothing is kept
 * @throws the system's error of a folder that cannot be written to
 */
export async function createReserve(dataFolder: string): Promise<boolean> {
  const path = join(dataFolder, RESERVE_NAME);
  if ((await sizeOf(path)) === RESERVE_BYTES) return true;
  try {
    const file = await open(path, 'w', 0o600);
    try {
      // Some file systems keep zeros, or what repeats itself, for next to nothing.
      const block = Buffer.alloc(BLOCK_BYTES);
      for (let bytes = 0; bytes < RESERVE_BYTES; bytes += BLOCK_BYTES) {
        await file.appendFile(randomFillSync(block));
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    await rm(path, { force: true });
    if (['ENOSPC', 'EDQUOT'].includes(errnoOf(error) ?? '')) return false;
    throw error;
  }
}

/** Gives the space back to whoever needs it now; {@link createReserve} takes it again later. @returns whether there was any */
export async function releaseReserve(dataFolder: string): Promise<boolean> {
  const path = join(dataFolder, RESERVE_NAME);
  const hadSome = (await sizeOf(path)) > 0;
  await rm(path, { force: true });
  return hadSome;
}

async function sizeOf(path: string): Promise<number> {
  const stats = await stat(path).catch(() => null);
  return stats?.size ?? 0;
}
