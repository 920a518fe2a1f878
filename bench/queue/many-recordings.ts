import { mkdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { silence, writeWav } from '../sound.ts';

const SHORTEST_SECONDS = 1;
const BYTES_PER_SAMPLE = 2;
const WAV_HEADER_BYTES = 44;
const AT_ONCE = 64;

/**
 * Makes a folder full of recordings of silence. Each has a length of its own, as recordings have: files of one length are
 * compared by content when they are added. What lies behind their first second is a hole in the
 * file, beyond the end that its header tells.
 *
 * @returns their paths
 */
export async function writeManyRecordings(folder: string, count: number): Promise<string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const start = silence(SHORTEST_SECONDS);
  const files = Array.from({ length: count }, (_, index) => join(folder, `memo-${index}.wav`));
  for (let at = 0; at < count; at += AT_ONCE) {
    await Promise.all(
      files.slice(at, at + AT_ONCE).map(async (file, index) => {
        await writeWav(file, [start]);
        await truncate(file, WAV_HEADER_BYTES + start.length + (at + index) * BYTES_PER_SAMPLE);
      }),
    );
  }
  return files;
}
