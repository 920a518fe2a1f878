export type FilePicking = { readonly what: 'files' | 'folder'; readonly isMany: boolean };

/** The browser's own dialog; nothing when the person changes their mind. To be called from a click or a key. */
export function pickFiles({ what, isMany }: FilePicking): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = isMany;
    input.webkitdirectory = what === 'folder';
    input.hidden = true;
    const finish = (): void => {
      resolve([...(input.files ?? [])]);
      input.remove();
    };
    input.addEventListener('change', finish, { once: true });
    input.addEventListener('cancel', finish, { once: true });
    document.body.append(input);
    input.click();
  });
}
