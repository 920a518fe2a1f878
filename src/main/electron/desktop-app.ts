import { app, dialog, ipcMain, Menu, powerMonitor, protocol, session } from 'electron';
import { type EarshotError, toEarshotError } from '../../shared/errors.ts';
import { FileInbox } from '../core/desktop/file-inbox.ts';
import { filesOfSecondStart } from '../core/desktop/handed-over.ts';
import { LateQueue, type OpenedQueue } from '../core/desktop/late-queue.ts';
import { type MenuCommand, menuTemplate } from '../core/desktop/menu-template.ts';
import { isAtWork } from '../core/desktop/queue-summary.ts';
import { WORDS } from '../core/desktop/words.ts';
import { GrantBook } from '../core/page/grant-book.ts';
import { createPageHandlers } from '../core/page/page-handlers.ts';
import type { AppFolders } from '../core/storage/app-folders.ts';
import { pageHost } from '../page-host.ts';
import { programParts } from '../program-parts.ts';
import type { OpenQueue } from '../queue-access.ts';
import { lockDownSession } from './lock-down.ts';
import { MainWindow } from './main-window.ts';
import { PageLine } from './page-line.ts';
import { systemPower } from './power.ts';
import { serveSchemes } from './protocols.ts';
import { QueueDisplay } from './queue-display.ts';
import { systemDesktop } from './system-desktop.ts';
import { SystemNotices } from './system-notices.ts';
import { TrayIcon } from './tray-icon.ts';

export type DesktopPlaces = {
  readonly folders: AppFolders;
  readonly version: string;
  readonly resourcesDir: string;
  /** The bundle of the program itself. */
  readonly programFolder: string;
  readonly rendererFolder: string;
  readonly preload: string;
  readonly storeWorker: URL;
  /** Of the page. */
  readonly origin: string;
  /** Recordings that the command line names. */
  readonly named: readonly string[];
};

/** Writing what is finished takes moments; a drive that hangs must not keep the app. */
const LAST_WORK_MS = 15_000;

/** Puts the desktop app together. The window does not wait for the queue: what the page asks meanwhile does. */
export class DesktopApp {
  readonly #places: DesktopPlaces;
  readonly #leaving = new AbortController();
  readonly #opened = Promise.withResolvers<OpenedQueue>();
  readonly #late = new LateQueue(this.#opened.promise);
  readonly #inbox = new FileInbox((paths) => void this.#takeIn(paths));
  readonly #notices = new SystemNotices();
  readonly #grants = new GrantBook({ now: () => performance.now() });
  /** Settled when the queue is open or cannot be opened. */
  #opening: Promise<void> = Promise.resolve();
  #queue: OpenQueue | null = null;
  #window: MainWindow | null = null;
  #line: PageLine | null = null;
  #display: QueueDisplay | null = null;
  #isQuitting = false;
  #isClosing = false;
  #hasToldOfTray = false;

  constructor(places: DesktopPlaces) {
    this.#places = places;
    app.on('second-instance', (_event, _argv, _folder, data) => {
      const files = filesOfSecondStart(data);
      // One that is ending takes nothing in any more: it begins anew. In development, its folder is an argument too.
      const own = process.argv.slice(1, process.defaultApp ? 2 : 1);
      if (this.#isClosing) return app.relaunch({ args: [...own, ...files] });
      this.#window?.show();
      this.#inbox.put(files);
    });
    // On macOS this comes before the app is ready.
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.#inbox.put([path]);
    });
    app.on('activate', () => this.#window?.show());
    app.on('before-quit', () => {
      this.#isQuitting = true;
    });
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit();
    });
    app.on('will-quit', (event) => {
      event.preventDefault();
      void this.#close();
    });
  }

  /** To be called when Electron is ready. */
  open(): void {
    const { origin, rendererFolder, preload, version, named } = this.#places;
    lockDownSession(session.defaultSession, origin);
    serveSchemes(protocol, { rendererFolder, queue: () => this.#late.queue() });
    app.setAboutPanelOptions({ applicationName: WORDS.app, applicationVersion: version });
    const window = new MainWindow({
      address: `${origin}/`,
      preload,
      staysWhenClosed: () => this.#staysInTray(),
      onPageGone: () => this.#line?.forgetPage(),
    });
    this.#window = window;
    this.#line = new PageLine({
      ipc: ipcMain,
      origin,
      page: () => window.page,
      answer: (method, input) => this.#late.answer(method, input),
      listen: (since, listener) => this.#late.listen(since, listener),
      grant: (paths) => this.#grants.issue({ paths, use: 'any', isUpload: false }),
    });
    const run = (command: MenuCommand): void => {
      window.show();
      this.#line?.tell({ kind: 'command', command });
    };
    const template = menuTemplate({ platform: process.platform, isDevelopment: !app.isPackaged, run });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
    powerMonitor.on('resume', () => window.putOnScreen());
    window.show();
    this.#inbox.put(named);
    this.#opening = this.#openQueue(window);
  }

  async #openQueue(window: MainWindow): Promise<void> {
    try {
      const { folders, version, resourcesDir, programFolder, rendererFolder } = this.#places;
      const { installation, access } = programParts({
        ...this.#places,
        power: systemPower,
        env: process.env,
      });
      const queue = await access.open({ signal: this.#leaving.signal });
      this.#queue = queue;
      const host = await pageHost({
        installation: await installation(),
        resourcesDir,
        bundleFolders: [programFolder, rendererFolder],
        folders,
        queue,
        kind: 'desktop',
        version,
      });
      const desktop = systemDesktop(() => window.window);
      const handlers = createPageHandlers({ ...host, grants: this.#grants, desktop, discardUpload: null });
      this.#opened.resolve({ queue, handlers });
      queue.follow('all');
      this.#showAround(window, queue);
    } catch (thrown) {
      this.#opened.reject(thrown);
      // Whoever closes the window instead of answering must not be kept.
      if (!this.#leaving.signal.aborted) void tellCannotOpen(toEarshotError(thrown));
    }
  }

  /** What is to be seen of the queue around the window. */
  #showAround(window: MainWindow, queue: OpenQueue): void {
    const tray = new TrayIcon({
      resourcesDir: this.#places.resourcesDir,
      onShow: () => window.show(),
      onPause: (isPaused) => void queue.call(isPaused ? 'queue.pause' : 'queue.resume', {}),
      onQuit: () => app.quit(),
    });
    const showJob = (uid: string): void => {
      window.show();
      this.#line?.tell({ kind: 'show-job', uid });
    };
    this.#display = new QueueDisplay({ queue, window, tray, notices: this.#notices, showJob });
    this.#display.start();
  }

  async #takeIn(paths: readonly string[]): Promise<void> {
    this.#line?.tell({ kind: 'intake', report: await this.#late.takeIn(paths) });
  }

  #staysInTray(): boolean {
    if (this.#isQuitting || this.#display?.keepsInTray !== true) return false;
    if (!this.#hasToldOfTray) this.#notices.show(WORDS.notices.goesOnInTray);
    this.#hasToldOfTray = true;
    return true;
  }

  /** Hands the queue over to whoever is there, or leaves it to the next start. */
  async #close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    const limit = setTimeout(() => app.exit(1), LAST_WORK_MS);
    this.#leaving.abort();
    await this.#opening;
    if (this.#queue?.role === 'owner') {
      const status = await this.#queue.call('queue.status', {});
      if (status.ok && isAtWork(status.value)) this.#notices.show(WORDS.notices.leftWhileWorking);
    }
    // What fails here is found and repaired by the next start.
    await this.#queue?.close().catch(() => {});
    clearTimeout(limit);
    app.exit(0);
  }
}

async function tellCannotOpen({ message, hint }: EarshotError): Promise<void> {
  await dialog.showMessageBox({
    type: 'error',
    title: WORDS.app,
    message: WORDS.cannotOpen,
    detail: `${message} ${hint}`,
    buttons: [WORDS.quit],
  });
  app.quit();
}
