/** `Talks/Day 1/opening.mp3` for a file of a folder; `file-selector` and folder inputs each write it elsewhere. */
export function pathInFolder(file: { readonly name: string }): string {
  const chosen = 'webkitRelativePath' in file ? file.webkitRelativePath : null;
  const dropped = 'path' in file ? file.path : null;
  const path = [chosen, dropped].find((one) => typeof one === 'string' && one !== '');
  return typeof path === 'string' ? path.replace(/^(?:\.?\/)+/, '') : file.name;
}
