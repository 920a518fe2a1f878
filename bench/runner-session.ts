import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { DecodeOptions, LoadRequest } from '../src/main/core/engine/runner-commands.ts';
import type { RunnerEvent } from '../src/main/core/engine/runner-events.ts';

/** The end of a call, with the moment (of `performance.now()`) at which it was read. */
export type CallEnd = { readonly result: 'completed' | 'cancelled'; readonly atMs: number };

/**
 * A bare conversation with whisper-runner: commands out, final events in, nothing else. It leaves out
 * what the product adds (validation, watchdogs, retries), because that is part of what the benchmark measures.
 */
export class RunnerSession {
  readonly #child: ChildProcess;
  readonly #calls = new Map<string, PromiseWithResolvers<CallEnd>>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #exited: Promise<void>;
  #nextId = 1;

  /** @param executable the engine for this processor */
  constructor(executable: string) {
    this.#child = spawn(executable, [], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#exited = new Promise((resolve) => {
      this.#child.once('error', (error) => this.#fail(error));
      this.#child.once('close', (code, signal) => {
        this.#fail(new Error(`the engine ended with ${signal ?? `code ${code}`}`));
        resolve();
      });
    });
    this.#ready.promise.catch(() => {});
    this.#child.stdin?.on('error', () => {}); // the exit event says more
    if (this.#child.stdout !== null) {
      createInterface(this.#child.stdout).on('line', (line) => this.#handle(JSON.parse(line)));
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  load(command: LoadRequest): Promise<void> {
    this.#send({ cmd: 'load', ...command });
    return this.#ready.promise;
  }

  /** Starts a call. Its id serves to cancel it; its end comes later. */
  transcribe(range: SampleRange, options: DecodeOptions): { id: string; end: Promise<CallEnd> } {
    const id = String(this.#nextId);
    this.#nextId += 1;
    const end = Promise.withResolvers<CallEnd>();
    this.#calls.set(id, end);
    this.#send({ cmd: 'transcribe', id, ...range, options });
    return { id, end: end.promise };
  }

  cancel(id: string): void {
    this.#send({ cmd: 'cancel', id });
  }

  async close(): Promise<void> {
    this.#child.stdin?.end();
    await this.#exited;
  }

  #send(command: object): void {
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  #handle(event: RunnerEvent): void {
    const atMs = performance.now();
    if (event.ev === 'ready') {
      this.#ready.resolve();
    } else if (event.ev === 'done') {
      this.#calls.get(event.id)?.resolve({ result: event.result, atMs });
      this.#calls.delete(event.id);
    } else if (event.ev === 'error') {
      const error = new Error(`the engine refused: ${event.code}, ${event.message}`);
      // A cancel may come after the end of its call; then there is nothing to cancel and nobody waits.
      if (event.id === undefined) this.#fail(error);
      else this.#calls.get(event.id)?.reject(error);
    }
  }

  #fail(error: Error): void {
    this.#ready.reject(error);
    for (const call of this.#calls.values()) call.reject(error);
    this.#calls.clear();
  }
}

/** A stretch of a 16 kHz mono s16le file. */
export type SampleRange = {
  readonly pcm: string;
  readonly firstSample: number;
  readonly sampleCount: number;
};
