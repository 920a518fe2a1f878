import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../../shared/errors.ts';
import type { Log } from '../logging/log.ts';

/** What a page is still sending, or has sent and not handed in yet, is younger. */
export const UPLOADS_KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * Removes copies that no job knows: half-made ones, and those of a database that was restored. Never rejects.
 *
 * @param known names of the files that belong to jobs
 */
export async function sweepArtefacts(folder: string, known: readonly string[], log: Log): Promise<void> {
  const isKnown = new Set(known);
  for (const name of await namesIn(folder)) if (!isKnown.has(name)) await remove(join(folder, name), log);
}

/**
 * Removes what pages have sent and nobody has taken: each lies in a folder of its own. Never rejects.
 *
 * @param isRead whether a job still reads that file
 * @param beforeMs wall time since which nothing is removed
 */
export async function sweepUploads(
  folder: string,
  isRead: (path: string) => boolean,
  beforeMs: number,
  log: Log,
): Promise<void> {
  for (const name of await namesIn(folder)) {
    const place = join(folder, name);
    const files = (await namesIn(place)).map((file) => join(place, file));
    const changedAtMs = (await stat(place).catch(() => null))?.mtimeMs ?? beforeMs;
    if (changedAtMs < beforeMs && !files.some(isRead)) await remove(place, log);
  }
}

async function remove(path: string, log: Log): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    log.warn('queue.not-cleared', { reason: errnoOf(error) });
  }
}

/** None, where there is no such folder or it cannot be read. */
async function namesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch(() => []);
}
