import { type BrowserWindow, dialog, type OpenDialogOptions, type SaveDialogOptions, shell } from 'electron';
import { EarshotError } from '../../shared/errors.ts';
import { FILE_CHOICES } from '../core/desktop/file-choices.ts';
import { WORDS } from '../core/desktop/words.ts';
import type { Desktop } from '../core/page/page-ports.ts';

const words = WORDS.dialogs;

/**
 * The system's dialogs and file manager. Paths come from the person or from the queue, never from a page.
 *
 * @param window to which dialogs belong; null where there is none
 */
export function systemDesktop(window: () => BrowserWindow | null): Desktop {
  const open = async (options: OpenDialogOptions): Promise<string[]> => {
    const parent = window();
    const answer = await (parent === null
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(parent, options));
    return answer.canceled ? [] : answer.filePaths;
  };
  const save = async (options: SaveDialogOptions): Promise<string | null> => {
    const parent = window();
    const answer = await (parent === null
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(parent, options));
    return answer.canceled ? null : answer.filePath;
  };
  const chooseFolder = async (options: OpenDialogOptions): Promise<string | null> => {
    const [folder] = await open({ ...options, properties: ['openDirectory', 'createDirectory'] });
    return folder ?? null;
  };
  return {
    chooseFiles: (what) => open(FILE_CHOICES[what]),
    chooseOutputFolder: (current) =>
      chooseFolder({ title: words.outputFolder, ...(current === null ? {} : { defaultPath: current }) }),
    chooseSaveFile: (suggestedName) =>
      save({ title: words.saveFile, defaultPath: suggestedName, properties: ['showOverwriteConfirmation'] }),
    chooseSaveFolder: () => chooseFolder({ title: words.saveFolder }),
    showFile: async (path) => shell.showItemInFolder(path),
    openFolder: async (path) => {
      const problem = await shell.openPath(path);
      if (problem === '') return;
      throw new EarshotError('file-unreadable', `The folder ${path} could not be shown.`, {
        detail: problem,
      });
    },
  };
}
