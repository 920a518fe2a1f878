import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, writeFailure } from '../../../shared/errors.ts';
import { removeAtExit } from '../process/remove-at-exit.ts';

/**
 * Writes a text into a file that is either whole or not there, whatever happens meanwhile: it gets its name only once its
 * bytes are on the disk.
 *
 * @param directory made with its parents when missing
 * @param giveName takes the finished file, whose name it changes; another one is removed
 * @throws EarshotError `output-not-writable`, `disk-full`; what `giveName` throws. Nothing is left behind in the folder.
 */
export async function writeWholeFile(
  directory: string,
  content: string,
  giveName: (temporaryPath: string) => Promise<string>,
): Promise<string> {
  try {
    await mkdir(directory, { recursive: true });
    return await writeAside(join(directory, `.earshot-${randomUUID()}.tmp`), content, giveName);
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    throw writeFailure(error, {
      full: `There is no space left to write into ${directory}.`,
      other: `The folder ${directory} cannot be written to.`,
    });
  }
}

async function writeAside(
  temporaryPath: string,
  content: string,
  giveName: (temporaryPath: string) => Promise<string>,
): Promise<string> {
  const keep = removeAtExit(temporaryPath);
  try {
    const file = await open(temporaryPath, 'wx');
    try {
      await file.writeFile(content, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    return await giveName(temporaryPath);
  } finally {
    await rm(temporaryPath, { force: true });
    keep();
  }
}
