import { pathInFolder } from '../bridge/path-in-folder.ts';

/** What counts of a `File`. */
type Candidate = { readonly name: string; readonly type: string };

/**
 * Of the files of a folder, those that may be recordings: nobody wants to wait while the pictures and documents beside
 * them are sent. Files that were named one by one are all taken: the person meant them, and is told what became of them.
 *
 * @returns also the folders in which nothing was found
 */
export function worthSending<Handed extends Candidate>(
  files: readonly Handed[],
): { readonly files: readonly Handed[]; readonly foldersWithout: readonly string[] } {
  const byFolder = Map.groupBy(files, folderOf);
  const worth = files.filter((file) => folderOf(file) === null || mayBeRecording(file));
  const foldersWithout = [...byFolder]
    .filter(([folder, inside]) => folder !== null && !inside.some(mayBeRecording))
    .flatMap(([folder]) => folder ?? []);
  return { files: worth, foldersWithout };
}

/** The folder that was handed over, in which a file lies; null for a file that was handed over itself. */
function folderOf(file: Candidate): string | null {
  const parts = pathInFolder(file).split('/');
  return parts.length > 1 ? (parts[0] ?? null) : null;
}

/** Browsers go by the extension. Rare recordings have none that they know; hidden files are no recordings. */
function mayBeRecording({ name, type }: Candidate): boolean {
  if (name.startsWith('.')) return false;
  return type === '' || /^(?:audio|video)\/|^application\/(?:ogg|mxf|vnd\.rn-realmedia)/.test(type);
}
