import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readEndpoint } from '../../src/main/core/api/endpoint.ts';
import { SocketClient } from '../../src/main/core/api/socket-client.ts';
import type { BenchPaths } from '../bench-paths.ts';
import { type ProcessSample, ProcessTree } from '../process-tree.ts';
import { dataFolderOf, homeEnvironment } from './queue-home.ts';

const LOOP_WATCH = fileURLToPath(new URL('loop-watch.mjs', import.meta.url));
const ATTACH_AGAIN_MS = 5;
const ATTACH_LIMIT_MS = 60_000;

/** How late the main thread of a program came to its timers. */
export type LoopDelay = {
  readonly kind: 'loop-delay';
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly highestMs: number;
};

/** The product as it serves a queue, in a process of its own: `earshot serve`. */
export class QueueOwner {
  /** When its process was started, on this process's clock. */
  readonly startedAtMs: number;
  readonly pid: number;
  readonly client: SocketClient;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess, pid: number, startedAtMs: number, client: SocketClient) {
    this.#child = child;
    this.#exited = once(child, 'exit');
    this.pid = pid;
    this.startedAtMs = startedAtMs;
    this.client = client;
  }

  /** Resolves as soon as the queue answers. @throws Error when it does not, with what it has written */
  static async start(home: string, paths: BenchPaths): Promise<QueueOwner> {
    const startedAtMs = performance.now();
    const child = spawn(process.execPath, ['--import', LOOP_WATCH, paths.earshot, 'serve'], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ...homeEnvironment(home) },
    });
    let errors = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      errors = (errors + bytes.toString()).slice(-2000);
    });
    const { pid } = child;
    if (pid === undefined) throw new Error('earshot serve does not start');
    while (performance.now() - startedAtMs < ATTACH_LIMIT_MS && child.exitCode === null) {
      const client = await attach(home, pid);
      if (client !== null) return new QueueOwner(child, pid, startedAtMs, client);
      await delay(ATTACH_AGAIN_MS);
    }
    child.kill('SIGKILL');
    throw new Error(`earshot serve cannot be reached:\n${errors}`);
  }

  /** Its child processes at this moment, without itself. */
  children(): ProcessSample[] {
    return new ProcessTree(this.pid).sample().filter(({ pid }) => pid !== this.pid);
  }

  /** Ends it as a person does. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** From now on, see {@link loopDelay}. */
  watchLoopAnew(): void {
    this.#child.send('start-anew');
  }

  async loopDelay(): Promise<LoopDelay> {
    const answer = new Promise<LoopDelay>((resolve) => {
      this.#child.once('message', (message: LoopDelay) => resolve(message));
    });
    this.#child.send('tell');
    return await answer;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#child.kill(signal);
    await this.#exited;
    await this.client.close();
  }
}

/** @returns null as long as the program does not answer */
async function attach(home: string, pid: number): Promise<SocketClient | null> {
  const endpoint = await readEndpoint(dataFolderOf(home));
  if (endpoint?.pid !== pid) return null;
  try {
    return await SocketClient.connect(endpoint);
  } catch {
    return null; // it has told where it will listen, and does not yet
  }
}
