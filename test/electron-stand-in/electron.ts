import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import type Electron from 'electron';
import { app, ipcMain } from './electron-life.ts';
import { protocol, session } from './electron-session.ts';
import { BrowserWindow } from './electron-window.ts';
import { followTest } from './follow-test.ts';
import type { Shape } from './shape.ts';

// The part of Electron that the shell uses, and nothing else; each export is held against Electron's own types.

export { app, BrowserWindow, ipcMain, protocol, session };

type Template = Parameters<typeof Electron.Menu.buildFromTemplate>[0];

class MenuItem implements Shape<Electron.MenuItem, 'label' | 'click'> {
  readonly label: string;
  readonly role: string | undefined;
  readonly submenu: Menu | undefined;
  readonly #click: Electron.MenuItemConstructorOptions['click'] | Electron.MenuItem['click'];

  constructor({ label = '', role, submenu, click }: Electron.MenuItemConstructorOptions | Electron.MenuItem) {
    this.label = label;
    this.role = role;
    this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : undefined;
    this.#click = click;
  }

  click(): void {
    Reflect.apply(this.#click ?? (() => {}), null, [this, undefined, {}]);
  }
}

export class Menu implements Shape<Electron.Menu, never> {
  static #current: Menu | null = null;
  readonly items: readonly MenuItem[];

  constructor(items: readonly MenuItem[] = []) {
    this.items = items;
  }

  static buildFromTemplate(template: Template): Menu {
    return new Menu(template.map((item) => new MenuItem(item)));
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#current = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#current;
  }
}

export class Notification
  extends EventEmitter
  implements Shape<Electron.Notification, 'show' | 'title' | 'body'>
{
  static isSupported(): boolean {
    return true;
  }

  readonly title: string;
  readonly body: string;

  constructor({ title = '', body = '' }: Electron.NotificationConstructorOptions = {}) {
    super();
    this.title = title;
    this.body = body;
  }

  show(): void {
    this.emit('show');
  }
}

export class Tray
  extends EventEmitter
  implements Shape<Electron.Tray, 'destroy' | 'setContextMenu' | 'setToolTip'>
{
  constructor(image: string) {
    super();
    if (!existsSync(image)) throw new Error(`Failed to load image from path '${image}'`);
  }

  destroy(): void {}
  setContextMenu(): void {}
  setToolTip(): void {}
}

/** Nobody answers: dialogs stay until a test puts answers in their place. What they asked is kept for it. */
const asked: unknown[] = [];
const ask = (...args: readonly unknown[]): Promise<never> => {
  asked.push(args.at(-1));
  return new Promise(() => {});
};

type DialogMembers = 'showMessageBox' | 'showOpenDialog' | 'showSaveDialog';

export const dialog = Object.assign({ asked }, {
  showMessageBox: ask,
  showOpenDialog: ask,
  showSaveDialog: ask,
} satisfies Shape<Electron.Dialog, DialogMembers>);

export const shell = {
  showItemInFolder: () => {},
  openPath: async () => '',
} satisfies Shape<Electron.Shell, 'openPath' | 'showItemInFolder'>;

class NativeTheme
  extends EventEmitter
  implements Shape<Electron.NativeTheme, 'themeSource' | 'shouldUseDarkColors'>
{
  #source: Electron.NativeTheme['themeSource'] = 'system';

  get themeSource(): Electron.NativeTheme['themeSource'] {
    return this.#source;
  }

  set themeSource(source: Electron.NativeTheme['themeSource']) {
    this.#source = source;
    const scheme = source === 'system' ? null : source;
    for (const { webContents } of BrowserWindow.getAllWindows()) void webContents.useColours(scheme);
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark';
  }
}

export const nativeTheme = new NativeTheme();

type PowerMembers = 'getSystemIdleState' | 'isOnBatteryPower';

export const powerMonitor = Object.assign(new EventEmitter(), {
  isOnBatteryPower: () => false,
  getSystemIdleState: () => 'active' as const,
} satisfies Shape<Electron.PowerMonitor, PowerMembers>);

/** As the main process itself asks, past every page. */
export const net = {
  fetch: async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    const handler = protocol.handlers.get(new URL(request.url).protocol.slice(0, -1));
    if (handler === undefined) throw new Error('net::ERR_UNKNOWN_URL_SCHEME');
    return await handler(request);
  },
} satisfies Shape<Electron.Net, 'fetch'>;

const blockers = new Set<number>();

export const powerSaveBlocker = {
  start: () => {
    const id = blockers.size + 1;
    blockers.add(id);
    return id;
  },
  stop: (id) => blockers.delete(id),
  isStarted: (id) => blockers.has(id),
} satisfies Shape<Electron.PowerSaveBlocker, 'isStarted' | 'start' | 'stop'>;

const area = { x: 0, y: 0, width: 1920, height: 1040 };
const display = { workArea: area };

export const screen = Object.assign(new EventEmitter(), {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
});

followTest({
  app,
  BrowserWindow,
  dialog,
  Menu,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  screen,
  shell,
  Tray,
});
