import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach } from 'vitest';
import { COMPILE_CACHE } from './compile-cache.ts';

/** A program of a test that takes and gives one JSON value a line. */
export class LineProgram {
  readonly #child: ChildProcess;
  readonly #said: unknown[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #exited: Promise<unknown>;

  constructor(program: URL, args: readonly string[], nodeOptions: readonly string[] = []) {
    this.#child = spawn(process.execPath, [...nodeOptions, program.pathname, ...args], {
      env: { ...process.env, ...COMPILE_CACHE },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#exited = once(this.#child, 'close');
    this.#child.stdin?.on('error', () => this.#child.stdin?.destroy());
    if (this.#child.stdout === null) return;
    createInterface(this.#child.stdout).on('line', (line) => {
      this.#said.push(JSON.parse(line));
      for (const check of this.#waiting) check();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  tell(message: unknown): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  /** What it has said so far counts no more. */
  forget(): void {
    this.#said.length = 0;
  }

  /** The first value that fits, said already or to come. */
  heard<T>(fits: (said: unknown) => T | null): Promise<T> {
    return new Promise((resolve) => {
      const check = (): void => {
        for (const said of this.#said) {
          const found = fits(said);
          if (found === null) continue;
          this.#waiting.delete(check);
          resolve(found);
          return;
        }
      };
      this.#waiting.add(check);
      check();
    });
  }

  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }

  /** Ends it in any state and waits until it is gone. */
  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}

/** Programs that are ended after each test of the file. */
export function linePrograms(
  program: URL,
): (args: readonly string[], nodeOptions?: readonly string[]) => LineProgram {
  const started: LineProgram[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((each) => each.end()));
  });
  return (args, nodeOptions) => {
    const each = new LineProgram(program, args, nodeOptions);
    started.push(each);
    return each;
  };
}
