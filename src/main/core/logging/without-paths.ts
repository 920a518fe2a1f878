/** From the root of a disk, of a share, or of somebody's home to the end of the word. */
const PATH = /(?<![\w.~/\\])(?:~|[a-z]:)?[\\/](?:[^\s()[\]{}"'“”,;]*[^\s()[\]{}"'“”,;.:])?/gi;

/**
 * A sentence without the places that it names, for what is sent to others: a path tells names of people and projects. What
 * stands for a folder that is known comes first, so that spaces in it do not matter.
 *
 * @param folders their names by what is said instead
 */
export function withoutPaths(text: string, folders: Readonly<Record<string, string>>): string {
  const named = Object.entries(folders)
    .filter(([, folder]) => folder.length > 1)
    .toSorted(([, a], [, b]) => b.length - a.length);
  const marked = named.reduce((rest, [name, folder]) => rest.replaceAll(folder, `<${name}>`), text);
  return marked.replaceAll(/(<[a-z]+>)[\\/][^\s()"',;]*/g, '$1').replaceAll(PATH, '<path>');
}
