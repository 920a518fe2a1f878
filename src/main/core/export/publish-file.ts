import { link, open, rename, rm } from 'node:fs/promises';
import { errnoOf } from '../../../shared/errors.ts';

type LinkFile = (existingPath: string, newPath: string) => Promise<void>;

/** Errors of file systems without hard links (FAT, exFAT, some network shares). */
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * Gives a finished file a name that nothing has yet, at once and without a gap in which another writer could take it.
 *
 * @returns false when the name is taken; both files are as they were.
 * @throws the system's error; the temporary file is left to its owner.
 */
export async function publishFile(
  temporaryPath: string,
  path: string,
  linkFile: LinkFile = link,
): Promise<boolean> {
  try {
    await linkFile(temporaryPath, path);
    return true;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EEXIST') return false;
    if (errno === null || !NO_HARD_LINKS.has(errno)) throw error;
  }
  return publishByPlaceholder(temporaryPath, path);
}

/** Creating a file exclusively works everywhere: an empty one holds the name until the finished one replaces it. */
async function publishByPlaceholder(temporaryPath: string, path: string): Promise<boolean> {
  try {
    const placeholder = await open(path, 'wx');
    await placeholder.close();
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await rename(temporaryPath, path);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return true;
}
