import { EventEmitter } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Electron from 'electron';
import { type StartedBrowser, startBrowser } from './browser.ts';
import { Refusable, type Shape } from './shape.ts';

type SecondStart = { readonly argv: string[]; readonly folder: string; readonly data: unknown };

/** A window as the app ends it. */
export type Closable = { close(): void; destroy(): void; isDestroyed(): boolean };

type AppMembers =
  | 'enableSandbox'
  | 'exit'
  | 'getName'
  | 'getPath'
  | 'getVersion'
  | 'hasSingleInstanceLock'
  | 'isPackaged'
  | 'isReady'
  | 'quit'
  | 'relaunch'
  | 'requestSingleInstanceLock'
  | 'setAboutPanelOptions'
  | 'setAppUserModelId'
  | 'setBadgeCount'
  | 'getBadgeCount'
  | 'setName'
  | 'setPath'
  | 'whenReady';

/** The life of the app. */
export class App extends EventEmitter implements Shape<Electron.App, AppMembers> {
  readonly isPackaged = false;
  readonly windows: Closable[] = [];
  readonly #browser = Promise.withResolvers<StartedBrowser>();
  readonly started = this.#browser.promise;
  readonly #paths = new Map<string, string>();
  readonly #ready: Promise<void>;
  #name = 'stand-in';
  #badge = 0;
  #isReady = false;
  #isQuitting = false;
  #lockFolder: string | null = null;

  constructor() {
    super();
    // A second start that finds the lock taken has ended by then.
    setImmediate(() => void startBrowser().then(this.#browser.resolve, this.#browser.reject));
    this.#ready = this.#begin();
  }

  async #begin(): Promise<void> {
    await this.started;
    this.#isReady = true;
    this.emit('ready', new Refusable());
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  /** The lock is a folder in the profile; what a second start hands over is a file in it. */
  requestSingleInstanceLock(data?: unknown): boolean {
    const folder = join(this.getPath('userData'), 'single-instance');
    const owner = join(folder, 'owner');
    mkdirSync(folder, { recursive: true });
    const pid = readdirSync(folder).includes('owner') ? Number(readFileSync(owner, 'utf8')) : null;
    if (pid !== null && isAlive(pid)) {
      const start: SecondStart = { argv: process.argv, folder: process.cwd(), data };
      const file = join(folder, `${process.pid}.start`);
      writeFileSync(`${file}.part`, JSON.stringify(start));
      renameSync(`${file}.part`, file);
      return false;
    }
    writeFileSync(owner, String(process.pid));
    this.#lockFolder = folder;
    watch(folder, (_kind, name) => {
      if (name?.endsWith('.start') === true) void this.#ready.then(() => this.#takeOver(join(folder, name)));
    }).unref();
    return true;
  }

  hasSingleInstanceLock(): boolean {
    return this.#lockFolder !== null;
  }

  #takeOver(file: string): void {
    let start: SecondStart;
    try {
      start = JSON.parse(readFileSync(file, 'utf8'));
      rmSync(file);
    } catch {
      return; // told twice of the same file
    }
    this.emit('second-instance', new Refusable(), start.argv, start.folder, start.data);
  }

  quit(): void {
    const event = new Refusable();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#isQuitting = true;
    for (const window of this.windows.slice()) window.close();
    if (this.windows.length > 0) this.#isQuitting = false;
    else this.#end();
  }

  windowIsGone(window: Closable): void {
    this.windows.splice(this.windows.indexOf(window), 1);
    if (this.windows.length > 0 || this.#isQuitting) return;
    if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }

  #end(): void {
    const event = new Refusable();
    this.emit('will-quit', event);
    if (!event.defaultPrevented) this.exit(0);
  }

  exit(exitCode = 0): void {
    for (const window of this.windows.slice()) window.destroy();
    this.emit('quit', new Refusable(), exitCode);
    if (this.#lockFolder !== null) rmSync(this.#lockFolder, { recursive: true, force: true });
    if (!this.#isReady) process.exit(exitCode);
    void this.started.then(({ kill }) => {
      kill();
      process.exit(exitCode);
    });
  }

  getName(): string {
    return this.#name;
  }

  setName(name: string): void {
    this.#name = name;
  }

  getVersion(): string {
    return '0.0.0';
  }

  getPath(name: Parameters<Electron.App['getPath']>[0]): string {
    return this.#paths.get(name) ?? join(tmpdir(), `stand-in-${process.pid}`, name);
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  setBadgeCount(count = 0): boolean {
    this.#badge = count;
    return true;
  }

  getBadgeCount(): number {
    return this.#badge;
  }

  enableSandbox(): void {}
  relaunch(): void {}
  setAboutPanelOptions(): void {}
  setAppUserModelId(): void {}
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
