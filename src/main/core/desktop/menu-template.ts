import type { PageMessage } from '../../../shared/contract/page.ts';
import { WORDS } from './words.ts';

/** What the system does by itself, with its own words and keys. */
type Role =
  | 'about'
  | 'close'
  | 'copy'
  | 'cut'
  | 'delete'
  | 'help'
  | 'hide'
  | 'hideOthers'
  | 'paste'
  | 'quit'
  | 'redo'
  | 'reload'
  | 'resetZoom'
  | 'selectAll'
  | 'services'
  | 'toggleDevTools'
  | 'togglefullscreen'
  | 'undo'
  | 'unhide'
  | 'windowMenu'
  | 'zoomIn'
  | 'zoomOut';

/** As Electron takes it. */
export type MenuEntry = {
  role?: Role;
  label?: string;
  type?: 'separator';
  accelerator?: string;
  click?: () => void;
  submenu?: MenuEntry[];
};

export type MenuCommand = Extract<PageMessage, { kind: 'command' }>['command'];

export type MenuParts = {
  readonly platform: NodeJS.Platform;
  readonly isDevelopment: boolean;
  readonly run: (command: MenuCommand) => void;
};

const SEPARATOR: MenuEntry = { type: 'separator' };

/** What a person expects of this system; whatever is Earshot's own is done by the page. */
export function menuTemplate({ platform, isDevelopment, run }: MenuParts): MenuEntry[] {
  const isMac = platform === 'darwin';
  const words = WORDS.menu;
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuEntry => ({
    label,
    click: () => run(command),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const settings = item(words.settings, 'settings', 'CommandOrControl+,');
  const endOfFile: MenuEntry[] = isMac ? [{ role: 'close' }] : [settings, SEPARATOR, { role: 'quit' }];
  const file: MenuEntry[] = [
    item(words.add, 'add', 'CommandOrControl+O'),
    item(words.export, 'export', 'CommandOrControl+Shift+E'),
    SEPARATOR,
    ...endOfFile,
  ];
  const edit: MenuEntry[] = [
    { role: 'undo' },
    { role: 'redo' },
    SEPARATOR,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'delete' },
    { role: 'selectAll' },
    SEPARATOR,
    item(words.find, 'find', 'CommandOrControl+F'),
  ];
  const view: MenuEntry[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    SEPARATOR,
    { role: 'togglefullscreen' },
    ...(isDevelopment ? [SEPARATOR, { role: 'reload' as const }, { role: 'toggleDevTools' as const }] : []),
  ];
  const help: MenuEntry[] = [
    item(words.shortcuts, 'shortcuts'),
    item(words.models, 'models'),
    item(words.health, 'health'),
    ...(isMac ? [] : [SEPARATOR, { role: 'about' as const }]),
  ];
  return [
    ...(isMac ? [macAppMenu(settings)] : []),
    { label: words.file, submenu: file },
    { label: words.edit, submenu: edit },
    { label: words.view, submenu: view },
    ...(isMac ? [{ role: 'windowMenu' as const }] : []),
    { role: 'help', label: words.help, submenu: help },
  ];
}

function macAppMenu(settings: MenuEntry): MenuEntry {
  return {
    label: WORDS.app,
    submenu: [
      { role: 'about' },
      SEPARATOR,
      settings,
      SEPARATOR,
      { role: 'services' },
      SEPARATOR,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      SEPARATOR,
      { role: 'quit' },
    ],
  };
}
