import { EventEmitter } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type Electron from 'electron';
import type { CDPSession, Page, Request as PageRequest, Route } from 'playwright';
import { fromBrowser, policyForBrowser, toBrowser } from './browser.ts';
import { app, ipcMain } from './electron-life.ts';
import { protocol, session } from './electron-session.ts';
import { Refusable, type Shape } from './shape.ts';

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');
const WORLD = 'stand-in preload';

/** What the preload's world says to the main process. */
type FromPreload = { readonly id?: number; readonly channel: string; readonly args: readonly unknown[] };
/** What the page's world asks for that Chromium would ask a person for. */
type Asked = {
  readonly kind: string;
  readonly id: number;
  readonly permission: string;
  readonly url: string;
};

type ContentsMembers =
  | 'executeJavaScript'
  | 'getURL'
  | 'isDestroyed'
  | 'loadURL'
  | 'reload'
  | 'send'
  | 'setWindowOpenHandler';

/** A page, which is one of Chromium's. */
export class WebContents extends EventEmitter implements Shape<Electron.WebContents, ContentsMembers> {
  readonly id = 1;
  readonly session = session.defaultSession;
  readonly debugger: Shape<Electron.Debugger, 'attach' | 'detach' | 'sendCommand'> = {
    attach: () => {},
    detach: () => {},
    sendCommand: async (method, params) => await this.#command(method, params),
  };
  readonly #page: Promise<Page>;
  #cdp: CDPSession | null = null;
  #url = '';
  #isDestroyed = false;
  #preloadContext: number | null = null;
  /** Where the page itself wants to go. */
  #wish: string | null = null;
  #openHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] = () => ({ action: 'allow' });

  readonly #preferences: Electron.WebPreferences;

  constructor(
    preferences: Electron.WebPreferences,
    size: { readonly width: number; readonly height: number },
  ) {
    super();
    this.#preferences = preferences;
    this.#page = this.#start(preferences.preload, size);
    app.emit('web-contents-created', new Refusable(), this);
  }

  async #start(preload: string | undefined, viewport: { width: number; height: number }): Promise<Page> {
    const { browser } = await app.started;
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('Chromium has no profile.');
    const page = await context.newPage();
    await page.setViewportSize(viewport);
    const cdp = await context.newCDPSession(page);
    this.#cdp = cdp;
    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
    await cdp.send('Runtime.addBinding', { name: 'standInAsk' });
    await cdp.send('Runtime.addBinding', { name: 'standInSend', executionContextName: WORLD });
    cdp.on('Runtime.executionContextCreated', ({ context: { id, name } }) => {
      if (name === WORLD) this.#preloadContext = id;
    });
    cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === 'standInSend') void this.#heed(JSON.parse(payload));
      if (name === 'standInAsk') this.#ask(JSON.parse(payload));
    });
    cdp.on('Page.frameRequestedNavigation', ({ url }) => {
      this.#wish = url;
    });
    const worlds = read('worlds.js');
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: `${worlds}${read('page-world.js')}` });
    if (preload !== undefined) {
      const source = read('preload-world.js').replace('/* PRELOAD */', () => readFileSync(preload, 'utf8'));
      const script = { source: `${worlds}${source}`, worldName: WORLD };
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', script);
    }
    await page.route('**/*', (route, request) => this.#answer(page, route, request));
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#url = fromBrowser(frame.url());
    });
    page.on('popup', (popup) => void popup.close());
    page.on('load', () => this.emit('did-finish-load'));
    page.on('crash', () =>
      this.emit('render-process-gone', new Refusable(), { reason: 'crashed', exitCode: 1 }),
    );
    page.on('download', (download) => {
      const event = new Refusable();
      this.session.emit('will-download', event, {}, this);
      if (event.defaultPrevented) void download.cancel();
    });
    return page;
  }

  async #answer(page: Page, route: Route, request: PageRequest): Promise<void> {
    const url = fromBrowser(request.url());
    const isMainFrame = request.isNavigationRequest() && request.frame() === page.mainFrame();
    if (isMainFrame && this.#refusesToGo(request.url())) return await route.abort('aborted');
    if (await this.session.isBlocked(url)) return await route.abort('blockedbyclient');
    const handler = protocol.handlers.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) return await route.abort('failed');
    if (isMainFrame) this.emit('did-start-navigation', { url, isMainFrame, isSameDocument: false });
    const body = request.postDataBuffer();
    const response = await handler(
      new Request(url, {
        method: request.method(),
        headers: request.headers(),
        ...(body === null ? {} : { body }),
      }),
    );
    const headers = Object.fromEntries(response.headers);
    const policy = headers['content-security-policy'];
    if (policy !== undefined) headers['content-security-policy'] = policyForBrowser(policy);
    await route.fulfill({
      status: response.status,
      headers,
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  /** Only what the page wants by itself is asked about, not what the app or a debugger loads. */
  #refusesToGo(url: string): boolean {
    const isWish = this.#wish === url;
    this.#wish = null;
    if (!isWish) return false;
    const details = Object.assign(new Refusable(), {
      url: fromBrowser(url),
      isMainFrame: true,
      isSameDocument: false,
    });
    this.emit('will-frame-navigate', details);
    this.emit('will-navigate', details, details.url);
    return details.defaultPrevented;
  }

  async #heed({ id, channel, args }: FromPreload): Promise<void> {
    const url = this.getURL();
    const { protocol: scheme, host } = new URL(url);
    const origin = host === '' ? 'null' : `${scheme}//${host}`;
    const event = { sender: this, senderFrame: { url, origin, parent: null } };
    if (id === undefined) {
      ipcMain.emit(channel, event, ...args);
      return;
    }
    try {
      this.#toPreload({ reply: id, value: await ipcMain.answer(channel, event, args) });
    } catch (error) {
      this.#toPreload({ reply: id, error: `Error invoking remote method '${channel}': ${String(error)}` });
    }
  }

  #ask({ kind, id, permission, url }: Asked): void {
    const requestingUrl = this.getURL();
    const answer = (isGranted: boolean): void => {
      void this.executeJavaScript(`standInAnswer(${id}, ${isGranted})`);
    };
    const details = { requestingUrl, isMainFrame: true };
    // oxlint-disable-next-line no-unsafe-type-assertion -- as much of them as the handlers of this app look at
    const given = [this, permission] as unknown as [Electron.WebContents, 'notifications'];
    if (kind === 'window-open') {
      const asked = {
        url,
        frameName: '',
        features: '',
        disposition: 'foreground-tab',
        referrer: { url: '', policy: 'default' },
      } as const;
      this.#openHandler(asked);
    } else if (kind === 'permission-request') {
      if (this.session.permissionRequest === null) answer(true);
      else this.session.permissionRequest(...given, answer, details);
    } else answer(this.session.permissionCheck?.(...given, requestingUrl, details) ?? true);
  }

  #toPreload(message: object): void {
    if (this.#preloadContext === null || this.#isDestroyed) return;
    const expression = `standInReceive(${JSON.stringify(message)})`;
    // A page that has just gone away hears nothing.
    void this.#cdp?.send('Runtime.evaluate', { contextId: this.#preloadContext, expression }).catch(() => {});
  }

  async #command(method: string, params: { files?: string[] } | undefined): Promise<unknown> {
    const files = params?.files ?? [];
    this.expectFiles(files.map((path) => ({ path, name: basename(path), sizeBytes: statSync(path).size })));
    // oxlint-disable-next-line no-unsafe-type-assertion -- whatever Chromium knows
    return await this.#cdp?.send(method as 'DOM.enable', params as object);
  }

  /** Files that a test is about to drop. */
  expectFiles(files: readonly { name: string; sizeBytes: number; path: string }[]): void {
    this.#toPreload({ files });
  }

  send(channel: string, ...args: readonly unknown[]): void {
    this.#toPreload({ channel, args });
  }

  async loadURL(url: string): Promise<void> {
    await (await this.#page).goto(toBrowser(url));
  }

  async executeJavaScript(code: string): Promise<unknown> {
    return await (await this.#page).evaluate(code);
  }

  getURL(): string {
    return this.#url;
  }

  reload(): void {
    void this.#page.then((page) => page.reload());
  }

  setWindowOpenHandler(handler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0]): void {
    this.#openHandler = handler;
  }

  getLastWebPreferences(): Electron.WebPreferences {
    return this.#preferences;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  end(): void {
    this.#isDestroyed = true;
    this.emit('destroyed');
    void this.#page.then((page) => page.close()).catch(() => {});
  }

  async useColours(scheme: 'light' | 'dark' | null): Promise<void> {
    await (await this.#page).emulateMedia({ colorScheme: scheme });
  }
}

type WindowMembers =
  | 'close'
  | 'destroy'
  | 'focus'
  | 'getBounds'
  | 'hide'
  | 'isDestroyed'
  | 'isFocused'
  | 'isMinimized'
  | 'isVisible'
  | 'loadURL'
  | 'minimize'
  | 'restore'
  | 'setBounds'
  | 'setProgressBar'
  | 'show';

/** A window, of which Chromium shows the inside. */
export class BrowserWindow extends EventEmitter implements Shape<Electron.BrowserWindow, WindowMembers> {
  static readonly #all: BrowserWindow[] = [];

  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.#all];
  }

  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents: WebContents;
  /** Where the place of the window is kept; null for one that is not remembered. */
  readonly #stateFile: string | null;
  #bounds: Electron.Rectangle;
  #isVisible: boolean;
  #isFocused = false;
  #isMinimized = false;
  #isDestroyed = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    const { x = 80, y = 60, width = 800, height = 600, show = true, webPreferences = {} } = options;
    this.options = options;
    this.#bounds = { x, y, width, height };
    this.#isVisible = show;
    this.webContents = new WebContents(webPreferences, { width, height });
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    BrowserWindow.#all.push(this);
    app.windows.push(this);
    const { name, windowStatePersistence } = options;
    const isRemembered = name !== undefined && windowStatePersistence === true;
    this.#stateFile = isRemembered ? join(app.getPath('userData'), `window-${name}.json`) : null;
    this.#restore();
    app.emit('browser-window-created', new Refusable(), this);
  }

  #restore(): void {
    if (this.#stateFile === null || !existsSync(this.#stateFile)) return;
    this.#bounds = JSON.parse(readFileSync(this.#stateFile, 'utf8'));
    setImmediate(() => this.emit('persisted-state-restored'));
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  show(): void {
    this.#isVisible = true;
    this.focus();
    this.emit('show');
  }

  hide(): void {
    this.#isVisible = false;
    this.#isFocused = false;
    this.emit('hide');
  }

  focus(): void {
    this.#isFocused = this.#isVisible && !this.#isMinimized;
  }

  minimize(): void {
    this.#isMinimized = true;
    this.#isFocused = false;
  }

  restore(): void {
    this.#isMinimized = false;
  }

  close(): void {
    const event = new Refusable();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    if (this.#stateFile !== null) writeFileSync(this.#stateFile, JSON.stringify(this.#bounds));
    BrowserWindow.#all.splice(BrowserWindow.#all.indexOf(this), 1);
    this.webContents.end();
    app.windowIsGone(this);
    this.emit('closed');
  }

  getBounds(): Electron.Rectangle {
    return this.#bounds;
  }

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
  }

  isVisible(): boolean {
    return this.#isVisible;
  }

  isFocused(): boolean {
    return this.#isFocused;
  }

  isMinimized(): boolean {
    return this.#isMinimized;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  setProgressBar(): void {}
}
