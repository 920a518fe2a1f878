import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import { App } from './electron-app.ts';
import type { Shape } from './shape.ts';

export const app = new App();

type Answerer = Parameters<Electron.IpcMain['handle']>[1];

class IpcMain extends EventEmitter implements Shape<Electron.IpcMain, 'handle'> {
  readonly #handlers = new Map<string, Answerer>();

  handle(channel: string, answerer: Answerer): void {
    if (this.#handlers.has(channel)) throw new Error(`${channel} has a handler already.`);
    this.#handlers.set(channel, answerer);
  }

  async answer(channel: string, event: object, args: readonly unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    // oxlint-disable-next-line no-unsafe-type-assertion -- as much of an event as handlers look at
    return await handler(event as Electron.IpcMainInvokeEvent, ...args);
  }
}

export const ipcMain = new IpcMain();
