import { BrowserWindow, nativeTheme, screen, type WebContents } from 'electron';
import { placeOnScreen } from '../core/desktop/window-place.ts';
import { WORDS } from '../core/desktop/words.ts';

export type MainWindowParts = {
  readonly address: string;
  readonly preload: string;
  /** Whether closing hides the window. */
  readonly staysWhenClosed: () => boolean;
  /** The page is gone or begins anew. */
  readonly onPageGone: () => void;
};

/** A page that crashes again so soon would crash for ever. */
const RELOAD_PAUSE_MS = 10_000;

/** The one window. Electron itself remembers where it was. */
export class MainWindow {
  readonly #parts: MainWindowParts;
  #window: BrowserWindow | null = null;
  #reloadedAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: MainWindowParts) {
    this.#parts = parts;
    screen.on('display-removed', () => this.putOnScreen());
    screen.on('display-metrics-changed', () => this.putOnScreen());
  }

  get window(): BrowserWindow | null {
    return this.#window;
  }

  get page(): WebContents | null {
    return this.#window?.webContents ?? null;
  }

  /** Whether a person looks at it. */
  get isWatched(): boolean {
    return this.#window?.isFocused() === true && this.#window.isVisible();
  }

  /** Brings the window to the front, however it was put away. */
  show(): void {
    if (this.#window === null) {
      this.#open();
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Takes the window back from a screen that is not there any more. */
  putOnScreen(): void {
    if (this.#window === null) return;
    const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea);
    const place = placeOnScreen(this.#window.getBounds(), areas);
    if (place !== null) this.#window.setBounds(place);
  }

  #open(): void {
    const { address, preload, staysWhenClosed, onPageGone } = this.#parts;
    const window = new BrowserWindow({
      name: 'main',
      windowStatePersistence: true,
      title: WORDS.app,
      width: 1120,
      height: 740,
      minWidth: 360,
      minHeight: 480,
      show: false,
      // Of the page, so that nothing flashes before it is there.
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#12191d' : '#f3f5f6',
      webPreferences: {
        preload,
        // Each of these is what Electron does by itself; written out, so that nothing changes them by accident.
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        // It would fetch word lists from the network.
        spellcheck: false,
      },
    });
    this.#window = window;
    const { webContents } = window;
    window.once('ready-to-show', () => window.show());
    window.on('persisted-state-restored', () => this.putOnScreen());
    window.on('close', (event) => {
      if (!staysWhenClosed()) return;
      event.preventDefault();
      window.hide();
    });
    window.on('closed', () => {
      this.#window = null;
      onPageGone();
    });
    webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) onPageGone();
    });
    webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') this.#reload(window);
    });
    this.putOnScreen();
    // It fails for a window that is closed before its page is there.
    window.loadURL(address).catch(() => {});
  }

  /** Nothing is lost with the page: all of it is in the queue. */
  #reload(window: BrowserWindow): void {
    const nowMs = performance.now();
    if (nowMs - this.#reloadedAtMs < RELOAD_PAUSE_MS) return;
    this.#reloadedAtMs = nowMs;
    window.webContents.reload();
  }
}
