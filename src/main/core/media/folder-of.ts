import { isAbsolute, relative, resolve, sep } from 'node:path';

/** The innermost of the given folders in which a file was found, or null when the file was given itself. */
export function folderOf(file: string, paths: readonly string[]): string | null {
  const folders = paths.map((path) => resolve(path)).filter((path) => isInside(file, path));
  return folders.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

function isInside(file: string, folder: string): boolean {
  const path = relative(folder, file);
  // Across drives of Windows the relative path is an absolute one.
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
