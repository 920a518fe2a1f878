import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Browser, chromium } from 'playwright';
import type { FromStandIn, ToStandIn } from '../../electron-stand-in/follow-test.ts';
import { projectRoot } from '../../support/run-cli.ts';
import type { Desktop, Electron, LaunchOptions } from './desktop.ts';
import { environmentOf } from './environment.ts';

const register = join(projectRoot, 'test', 'electron-stand-in', 'register.ts');

/** Runs the bundle of the main process on Node, with Chromium for its windows. */
export async function launchStandIn({ home, files = [] }: LaunchOptions): Promise<Desktop> {
  const main = join(projectRoot, 'out', 'main', 'index.cjs');
  const child = spawn(process.execPath, ['--import', register, main, ...files], {
    env: environmentOf(home),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // The browser goes with it.
    detached: true,
  });
  return new StandIn(child);
}

/** Two clients of one Chromium do not see the same events in the same order: the state is looked at. */
const PAGE_POLL_MS = 50;

type Asked =
  | Omit<Extract<ToStandIn, { kind: 'evaluate' }>, 'id'>
  | Omit<Extract<ToStandIn, { kind: 'files' }>, 'id'>;

class StandIn implements Desktop {
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #browser: Promise<Browser>;
  #lastId = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    const endpoint = Promise.withResolvers<string>();
    const ended = Promise.withResolvers<number | null>();
    this.ended = ended.promise;
    child.on('message', (message: FromStandIn) => {
      if (message.kind === 'browser') endpoint.resolve(message.endpoint);
      else {
        const waiting = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        if (message.error === undefined) waiting?.resolve(message.value);
        else waiting?.reject(new Error(message.error));
      }
    });
    child.once('exit', (code) => {
      const gone = new Error('The program has ended.');
      endpoint.reject(gone);
      for (const { reject } of this.#waiting.values()) reject(gone);
      ended.resolve(code);
    });
    this.#browser = endpoint.promise.then((url) => chromium.connectOverCDP(url));
    this.#browser.catch(() => {}); // a second start has none
  }

  async page(): ReturnType<Desktop['page']> {
    const [context] = (await this.#browser).contexts();
    if (context === undefined) throw new Error('Chromium has no profile.');
    for (;;) {
      const page = context.pages().find((one) => isOfApp(one.url()));
      if (page !== undefined) return page;
      await setTimeout(PAGE_POLL_MS);
    }
  }

  evaluate<Arg, Value>(
    work: (electron: Electron, arg: Arg) => Value | Promise<Value>,
    arg: Arg,
  ): Promise<Value> {
    // oxlint-disable-next-line no-unsafe-type-assertion -- what the function gives back, through JSON
    return this.#ask({ kind: 'evaluate', source: work.toString(), arg }) as Promise<Value>;
  }

  async expectFiles(paths: readonly string[]): Promise<void> {
    const files = paths.map((path) => ({ path, name: basename(path), sizeBytes: statSync(path).size }));
    await this.#ask({ kind: 'files', files });
  }

  #ask(message: Asked): Promise<unknown> {
    this.#lastId += 1;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(this.#lastId, answer);
    this.#child.send({ ...message, id: this.#lastId });
    return answer.promise;
  }

  async stop(): Promise<void> {
    killGroup(this.#child.pid);
    await this.ended;
  }
}

/** With Chromium and the engine, also those that a program left behind that has crashed. */
export function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // nothing is left of it
  }
}

function isOfApp(url: string): boolean {
  return /^(?:app:\/\/earshot|https:\/\/earshot\.app\.invalid)\//.test(url);
}
