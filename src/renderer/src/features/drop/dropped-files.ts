import { fromEvent } from 'file-selector';

/**
 * What was dropped.
 *
 * @param isWithFolders whether folders are handed over as they are, for a program that can look into them; otherwise
 *   their files are
 */
export async function droppedFiles(event: DragEvent, isWithFolders: boolean): Promise<readonly File[]> {
  if (isWithFolders) return [...(event.dataTransfer?.files ?? [])];
  const found = await fromEvent(event);
  return found.filter((item) => item instanceof File);
}

/** Whether what is held over the window has files; text and pictures of the page have none. */
export function hasFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') ?? false;
}

/** How many files and folders are held over the window; 0 where the browser keeps that to itself until the drop. */
export function countItems(data: DataTransfer | null): number {
  return [...(data?.items ?? [])].filter(({ kind }) => kind === 'file').length;
}
