import { dirname } from 'node:path';

/**
 * The innermost of the given folders in which a file was found, or null when the file was given itself.
 *
 * @param file absolute
 * @param given absolute paths of what was given; ten thousand of them cost no more than one
 */
export function folderOf(file: string, given: ReadonlySet<string>): string | null {
  for (let below = file, folder = dirname(file); folder !== below; below = folder, folder = dirname(folder)) {
    if (given.has(folder)) return folder;
  }
  return null;
}
