import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { CliHome } from './cli-home.ts';

export const projectRoot = resolve(import.meta.dirname, '../..');
const bundle = join(projectRoot, 'out', 'cli', 'main.js');

export type CliOptions = {
  readonly cwd?: string;
  /** Where several commands meet; without it this one has a home of its own, which goes with it. */
  readonly home?: CliHome;
  /** Added to the test's own environment; `undefined` takes a variable away. */
  readonly env?: NodeJS.ProcessEnv;
  /** Started instead of the bundle. */
  readonly script?: string;
  /** Where standard output goes; without it, it is read and returned. */
  readonly stdoutFile?: string;
};

export type CliResult = {
  /** Null when a signal ended the program. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What the program left in the folders for temporary files, which were empty. */
  readonly leftovers: readonly string[];
};

/** Runs `earshot` with these arguments to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return (await startCli(args, options)).finished;
}

/** Starts `earshot` in a process group of its own. */
export async function startCli(args: readonly string[], options: CliOptions = {}): Promise<RunningCli> {
  const home = options.home ?? CliHome.make();
  const output = options.stdoutFile === undefined ? null : await open(options.stdoutFile, 'w');
  const child = spawn(process.execPath, [options.script ?? bundle, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...home.environment, ...options.env },
    stdio: ['ignore', output?.fd ?? 'pipe', 'pipe'],
    detached: true,
  });
  await output?.close();
  return new RunningCli(child, () => {
    const leftovers = home.leftovers();
    if (options.home === undefined) home.remove();
    return leftovers;
  });
}

/** The command line at work: its output can be waited for, and it can be disturbed. */
export class RunningCli {
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #stdout = '';
  #stderr = '';
  #hasEnded = false;
  readonly finished: Promise<CliResult>;

  /** @param onEnd called when the program has ended; returns what it left */
  constructor(child: ChildProcess, onEnd: () => readonly string[]) {
    this.#child = child;
    this.#follow(child.stdout, (text) => (this.#stdout += text));
    this.#follow(child.stderr, (text) => (this.#stderr += text));
    this.finished = this.#finish(onEnd);
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** Waits until standard output matches. @returns the match @throws Error when the program ends without that */
  async untilStdout(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#stdout);
      if (match !== null) return match;
      if (this.#hasEnded) throw new Error(`Ended without ${pattern}:\n${this.#stdout}\n${this.#stderr}`);
      await new Promise<void>((wake) => this.#waiting.add(wake));
    }
  }

  /** To the program alone, as `kill` does. */
  signal(name: NodeJS.Signals): void {
    process.kill(this.pid, name);
  }

  /** To the program and all that it started, as a terminal does on Ctrl-C. */
  signalGroup(name: NodeJS.Signals): void {
    process.kill(-this.pid, name);
  }

  /** Nobody reads the text any more. */
  closeStdout(): void {
    this.#child.stdout?.destroy();
  }

  /** Nobody reads anything else any more. */
  closeStderr(): void {
    this.#child.stderr?.destroy();
  }

  /** Ids of the processes that the program has started and that still run. Linux only. */
  children(): number[] {
    return childrenOf(this.pid);
  }

  #follow(stream: Readable | null, keep: (text: string) => void): void {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      keep(text);
      this.#wake();
    });
  }

  async #finish(onEnd: () => readonly string[]): Promise<CliResult> {
    const exitCode = await new Promise<number | null>((end, fail) => {
      this.#child.once('error', fail);
      this.#child.once('close', end);
    });
    this.#hasEnded = true;
    this.#wake();
    return { exitCode, stdout: this.#stdout, stderr: this.#stderr, leftovers: onEnd() };
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

/** Ids of the processes whose parent is `pid`. Linux only. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((candidate) => Number.isInteger(candidate) && processState(candidate)?.parentPid === pid);
}

/** Whether a process is still there. One that has ended and waits for its parent to notice (a zombie) is not. */
export function isRunning(pid: number): boolean {
  const state = processState(pid);
  return state !== null && state.letter !== 'Z' && state.letter !== 'X';
}

type ProcessState = { readonly letter: string; readonly parentPid: number };

function processState(pid: number): ProcessState | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may itself hold brackets and spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { letter: fields[0] ?? '', parentPid: Number(fields[1]) };
  } catch {
    return null; // it has ended
  }
}

/** The path of the program that a process runs, or an empty text when it has ended. Linux only. */
export function programOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return '';
  }
}
