import { join } from 'node:path';
import { Menu, Tray } from 'electron';
import { WORDS } from '../core/desktop/words.ts';

export type TrayParts = {
  readonly resourcesDir: string;
  readonly onShow: () => void;
  readonly onPause: (isPaused: boolean) => void;
  readonly onQuit: () => void;
};

export type TrayState = { readonly left: number; readonly isPaused: boolean };

/** Earshot's place beside the clock, for as long as the person wants it there. */
export class TrayIcon {
  readonly #parts: TrayParts;
  #tray: Tray | null = null;
  #shown: TrayState | null = null;

  constructor(parts: TrayParts) {
    this.#parts = parts;
  }

  /** @param state null for no icon */
  show(state: TrayState | null): void {
    if (state === null) {
      this.#tray?.destroy();
      this.#tray = null;
      this.#shown = null;
      return;
    }
    if (this.#shown?.left === state.left && this.#shown.isPaused === state.isPaused) return;
    this.#shown = state;
    this.#tray ??= this.#create();
    this.#tray.setToolTip(WORDS.tray.tooltip(state.left));
    this.#tray.setContextMenu(this.#menu(state));
  }

  #create(): Tray {
    // On macOS the system colours it, by its name.
    const image = process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png';
    const tray = new Tray(join(this.#parts.resourcesDir, 'tray', image));
    tray.on('click', this.#parts.onShow);
    return tray;
  }

  #menu({ isPaused }: TrayState): Menu {
    const { onShow, onPause, onQuit } = this.#parts;
    const words = WORDS.tray;
    return Menu.buildFromTemplate([
      { label: words.show, click: onShow },
      { label: isPaused ? words.resume : words.pause, click: () => onPause(!isPaused) },
      { type: 'separator' },
      { label: words.quit, click: onQuit },
    ]);
  }
}
