import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';

export const projectRoot = resolve(import.meta.dirname, '../..');
const bundle = join(projectRoot, 'out', 'cli', 'main.js');

/** Remembers verified models between runs, so that not every test hashes them again; beside the bundle, never in it. */
const sharedHome = join(projectRoot, 'out', 'test-home');

export type CliOptions = {
  readonly cwd?: string;
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
  /** What the program left in the folder for temporary files, which was empty. */
  readonly leftovers: readonly string[];
};

/** Runs `earshot` with these arguments to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return (await startCli(args, options)).finished;
}

/** Starts `earshot` in a process group of its own, with an empty folder for temporary files. */
export async function startCli(args: readonly string[], options: CliOptions = {}): Promise<RunningCli> {
  const temporary = await mkdtemp(join(tmpdir(), 'earshot-cli-'));
  const output = options.stdoutFile === undefined ? null : await open(options.stdoutFile, 'w');
  const child = spawn(process.execPath, [options.script ?? bundle, ...args], {
    cwd: options.cwd,
    env: {
      ...process.env,
      EARSHOT_HOME: sharedHome,
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
      ...options.env,
    },
    stdio: ['ignore', output?.fd ?? 'pipe', 'pipe'],
    detached: true,
  });
  await output?.close();
  return new RunningCli(child, temporary);
}

/** The command line at work: its output can be waited for, and it can be disturbed. */
export class RunningCli {
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #stdout = '';
  #stderr = '';
  #hasEnded = false;
  readonly finished: Promise<CliResult>;

  constructor(child: ChildProcess, temporary: string) {
    this.#child = child;
    this.#follow(child.stdout, (text) => (this.#stdout += text));
    this.#follow(child.stderr, (text) => (this.#stderr += text));
    this.finished = this.#finish(temporary);
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** Waits until standard output matches. @throws Error when the program ends without that */
  async untilStdout(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#stdout)) {
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

  async #finish(temporary: string): Promise<CliResult> {
    const exitCode = await new Promise<number | null>((end, fail) => {
      this.#child.once('error', fail);
      this.#child.once('close', end);
    });
    this.#hasEnded = true;
    this.#wake();
    const leftovers = await readdir(temporary);
    await rm(temporary, { recursive: true });
    return { exitCode, stdout: this.#stdout, stderr: this.#stderr, leftovers };
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

function processState(pid: number): { letter: string; parentPid: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may itself hold brackets and spaces.
    const [letter = '', parentPid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { letter, parentPid: Number(parentPid) };
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
