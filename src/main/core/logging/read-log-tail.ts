import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { LOG_FILE_NAMES } from './rotating-file.ts';

/** As much of the end of each file as is looked at: some thousand lines. */
const TAIL_BYTES = 1024 * 1024;

/**
 * The last lines of a log, oldest first, for whoever reports a fault. Fewer when there are no more; none when there is no
 * log. Never rejects.
 */
export async function readLogTail(folder: string, lines: number): Promise<string[]> {
  const newestFirst: string[] = [];
  for (const name of LOG_FILE_NAMES) {
    if (newestFirst.length >= lines) break;
    newestFirst.push(...(await lastLinesOf(join(folder, name))).toReversed());
  }
  return newestFirst.slice(0, lines).toReversed();
}

async function lastLinesOf(path: string): Promise<string[]> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - from), position: from });
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    // Reading began somewhere in the first line.
    if (from > 0) lines.shift();
    return lines.filter((line) => line !== '');
  } catch {
    return []; // not there yet, or not to be read: what there is besides is worth having all the same
  }
}
