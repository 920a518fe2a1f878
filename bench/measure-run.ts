import { spawn } from 'node:child_process';
import { endedChildrenCpuMs, type ProcessSample, ProcessTree } from './process-tree.ts';

/** A program to run, with arguments as they are: no shell in between. */
export type Command = {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

/** What a run cost, seen from outside. */
export type RunMeasurement = {
  readonly wallMs: number;
  /** User and system time of the whole process tree. */
  readonly cpuMs: number;
  /** The most resident memory of the process that holds the model. */
  readonly enginePeakRssBytes: number;
  /** The most resident memory of all processes at one moment. Pages that processes share count once for each. */
  readonly treePeakRssBytes: number;
  /** From the start to the first text on stdout; null when none came. */
  readonly firstTextMs: number | null;
  readonly stdout: string;
};

/** Often enough for the peak of a tree; the peak of one process is kept by the kernel. */
const SAMPLE_INTERVAL_MS = 50;
const ERROR_TAIL_LENGTH = 2000;

/**
 * Runs a program to its end and measures it. Nothing else may end as a child of this process meanwhile, since the kernel
 * adds up the CPU time of all children that ended.
 *
 * @param isEngine tells the process that holds the model from its helpers
 * @throws Error when the program does not start or fails, with the end of its error output
 */
export async function measureRun(
  { program, args, env }: Command,
  isEngine: (sample: ProcessSample) => boolean,
): Promise<RunMeasurement> {
  const cpuBeforeMs = endedChildrenCpuMs();
  const startedAt = performance.now();
  const child = spawn(program, [...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });

  let firstTextMs: number | null = null;
  const stdout: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => {
    if (firstTextMs === null && bytes.toString().trim() !== '') firstTextMs = performance.now() - startedAt;
    stdout.push(bytes);
  });
  let errorTail = '';
  child.stderr.on('data', (bytes: Buffer) => {
    errorTail = (errorTail + bytes.toString()).slice(-ERROR_TAIL_LENGTH);
  });

  const peaks = new PeakWatch(child.pid, isEngine);
  const sampling = setInterval(() => peaks.sample(), SAMPLE_INTERVAL_MS);
  try {
    const { code, signal } = await ended(child);
    const wallMs = performance.now() - startedAt;
    if (code !== 0) {
      throw new Error(`${program} ${args.join(' ')} ended with ${signal ?? `code ${code}`}:\n${errorTail}`);
    }
    return {
      wallMs,
      // A helper that outlives its parent is waited for by somebody else: then what was sampled is the better figure.
      cpuMs: Math.max(endedChildrenCpuMs() - cpuBeforeMs, peaks.cpuMs),
      enginePeakRssBytes: peaks.engineBytes,
      treePeakRssBytes: peaks.treeBytes,
      firstTextMs,
      stdout: Buffer.concat(stdout).toString('utf8'),
    };
  } finally {
    clearInterval(sampling);
  }
}

class PeakWatch {
  readonly #tree: ProcessTree | null;
  readonly #isEngine: (sample: ProcessSample) => boolean;
  readonly #cpuMsByPid = new Map<number, number>();
  engineBytes = 0;
  treeBytes = 0;

  constructor(pid: number | undefined, isEngine: (sample: ProcessSample) => boolean) {
    this.#tree = pid === undefined ? null : new ProcessTree(pid);
    this.#isEngine = isEngine;
  }

  sample(): void {
    const processes = this.#tree?.sample() ?? [];
    let treeBytes = 0;
    for (const process of processes) {
      treeBytes += process.rssBytes;
      this.#cpuMsByPid.set(process.pid, process.cpuMs);
      if (this.#isEngine(process)) this.engineBytes = Math.max(this.engineBytes, process.peakRssBytes);
    }
    this.treeBytes = Math.max(this.treeBytes, treeBytes);
  }

  get cpuMs(): number {
    return [...this.#cpuMsByPid.values()].reduce((sum, cpuMs) => sum + cpuMs, 0);
  }
}

type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

function ended(child: ReturnType<typeof spawn>): Promise<Ending> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}
