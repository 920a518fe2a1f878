/** Endings of recordings; others may be part of a name, as in `Interview 2.5`. */
const ENDING = /\.(?:[a-z][a-z0-9]{1,4}|3gp|3g2)$/i;

/** The name of a recording without the ending of its file, which says nothing to a reader. */
export function titleOf(fileName: string): string {
  const title = fileName.replace(ENDING, '');
  return title === '' ? fileName : title;
}
