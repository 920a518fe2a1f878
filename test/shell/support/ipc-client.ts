import { EventEmitter } from 'node:events';
import { vi } from 'vitest';
import { LineEnd, unreachable } from '../../../src/main/core/api/line-end.ts';
import { MemoryClient } from '../../../src/main/core/api/memory-client.ts';
import type { ServedQueue } from '../../../src/main/core/api/running-queue.ts';
import { pageMessages } from '../../../src/main/core/page/page-messages.ts';
import { PageLine } from '../../../src/main/electron/page-line.ts';
import type { QueueClient } from '../../../src/shared/contract/client.ts';
import type { EventBatch } from '../../../src/shared/contract/events.ts';
import type { MethodInput, MethodName, MethodOutput } from '../../../src/shared/contract/methods.ts';
import type { PageBridge, PageMethod } from '../../../src/shared/contract/page.ts';
import { failed, type Result } from '../../../src/shared/contract/result.ts';
import { pageScene } from '../../support/page-samples.ts';

type Answerer = (event: object, ...args: unknown[]) => unknown;
const ORIGIN = 'app://earshot';

/** Both ends of Electron's IPC in one process: everything is copied on its way, as it is between two. */
class CopyingIpc {
  readonly toMain = new EventEmitter();
  readonly toPage = new EventEmitter();
  readonly handlers = new Map<string, Answerer>();
  readonly contents = {
    isDestroyed: () => false,
    send: (channel: string, ...args: unknown[]) => {
      const copies = structuredClone(args);
      setImmediate(() => this.toPage.emit(channel, {}, ...copies));
    },
  };
  readonly #event = { sender: this.contents, senderFrame: { origin: ORIGIN, parent: null } };

  readonly main = {
    handle: (channel: string, answerer: Answerer) => void this.handlers.set(channel, answerer),
    on: (channel: string, listener: (...args: unknown[]) => void) => this.toMain.on(channel, listener),
  };

  /** What the preload finds as `electron`. */
  readonly renderer = {
    invoke: async (channel: string, ...args: unknown[]) =>
      structuredClone(await this.handlers.get(channel)?.(this.#event, ...structuredClone(args))),
    send: (channel: string, ...args: unknown[]) =>
      this.toMain.emit(channel, this.#event, ...structuredClone(args)),
    on: (channel: string, listener: (...args: unknown[]) => void) => this.toPage.on(channel, listener),
    off: (channel: string, listener: (...args: unknown[]) => void) => this.toPage.off(channel, listener),
  };
}

/** A page as a client of the queue: the preload as it is, the shell's end of the line, and what lies between. */
export class IpcClient implements QueueClient {
  readonly #bridge: PageBridge;
  readonly #line: PageLine;
  readonly #end = new LineEnd();

  private constructor(bridge: PageBridge, line: PageLine) {
    this.#bridge = bridge;
    this.#line = line;
  }

  static async connect(queue: ServedQueue): Promise<IpcClient> {
    const ipc = new CopyingIpc();
    const line = Object.assign(new MemoryClient(queue), { isUp: true, onLineChange: () => () => {} });
    const { answerPage } = pageScene({}, { queue: line });
    const page: unknown = ipc.contents;
    const parts = {
      ipc: ipc.main,
      origin: ORIGIN,
      page: () => page,
      answer: answerPage,
      listen: pageMessages.bind(null, line),
      grant: () => 'a'.repeat(22),
    };
    // oxlint-disable-next-line no-unsafe-type-assertion -- as much of Electron as the line uses
    const pageLine = new PageLine(parts as unknown as ConstructorParameters<typeof PageLine>[0]);
    return new IpcClient(await runPreload(ipc), pageLine);
  }

  get closed(): Promise<void> {
    return this.#end.closed;
  }

  async call<Name extends MethodName>(
    method: Name,
    input: MethodInput<Name>,
  ): Promise<Result<MethodOutput<Name>>> {
    if (this.#end.isCut) return failed(unreachable());
    // oxlint-disable-next-line no-unsafe-type-assertion -- whether pages have the method is what is tested
    const answer = this.#bridge.request(method as PageMethod, input);
    // oxlint-disable-next-line no-unsafe-type-assertion -- checked on the other side
    return await this.#end.orCut(answer as Promise<Result<MethodOutput<Name>>>);
  }

  subscribe(since: number | null, listener: (batch: EventBatch) => void): () => void {
    return this.#bridge.subscribe(since, (message) => {
      if (message.kind === 'events' || message.kind === 'reset') tell(listener, message);
    });
  }

  follow(): never {
    throw new Error('A page cannot say what it waits for.');
  }

  /** The window, and with it the page. */
  async close(): Promise<void> {
    this.#line.forgetPage();
    this.#end.cut();
  }
}

async function runPreload(ipc: CopyingIpc): Promise<PageBridge> {
  const exposed = Promise.withResolvers<PageBridge>();
  vi.doMock('electron', () => ({
    contextBridge: { exposeInMainWorld: (_key: string, bridge: PageBridge) => exposed.resolve(bridge) },
    ipcRenderer: ipc.renderer,
    webUtils: { getPathForFile: () => '' },
  }));
  vi.resetModules();
  await import('../../../src/preload/index.ts');
  return await exposed.promise;
}

/** As every line does it: one listener that throws does not hurt the others. */
function tell(listener: (batch: EventBatch) => void, batch: EventBatch): void {
  try {
    listener(batch);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
