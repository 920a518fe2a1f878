import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One process of a tree at one moment, as Linux accounts for it. */
export type ProcessSample = {
  readonly pid: number;
  /** Program name, cut to 15 characters by the kernel. */
  readonly name: string;
  readonly rssBytes: number;
  /** The most resident memory that the process ever had. */
  readonly peakRssBytes: number;
  /** User and system time of all its threads. */
  readonly cpuMs: number;
};

/** Linux reports CPU time in hundredths of a second on every architecture that it runs on. */
const MS_PER_TICK = 10;

/**
 * Watches a process and everything that it starts, through /proc. A process that was seen once stays a member, so one whose parent ended is
 * still counted. Each sample reads only what is new or a member, so watching costs well under a percent of one core.
 */
export class ProcessTree {
  readonly #proc: string;
  #isMember: Map<number, boolean>;

  constructor(rootPid: number, proc = '/proc') {
    this.#proc = proc;
    this.#isMember = new Map([[rootPid, true]]);
  }

  sample(): ProcessSample[] {
    const running = readdirSync(this.#proc)
      .map(Number)
      .filter((pid) => Number.isInteger(pid))
      .toSorted((one, other) => one - other);
    const known = this.#isMember;
    this.#isMember = new Map();
    for (const pid of running) this.#isMember.set(pid, known.get(pid) ?? this.#hasMemberAsParent(pid, known));
    return running.filter((pid) => this.#isMember.get(pid) === true).flatMap((pid) => this.#read(pid));
  }

  #hasMemberAsParent(pid: number, known: ReadonlyMap<number, boolean>): boolean {
    const parent = readStat(this.#proc, pid)?.parentPid;
    if (parent === undefined) return false;
    return this.#isMember.get(parent) ?? known.get(parent) ?? false;
  }

  #read(pid: number): ProcessSample[] {
    const stat = readStat(this.#proc, pid);
    const status = readText(join(this.#proc, String(pid), 'status'));
    if (stat === null || status === null) return [];
    return [
      {
        pid,
        name: stat.name,
        rssBytes: statusBytes(status, 'VmRSS'),
        peakRssBytes: statusBytes(status, 'VmHWM'),
        cpuMs: stat.cpuMs,
      },
    ];
  }
}

/** CPU time that a process has used so far, or null when it has ended. */
export function processCpuMs(pid: number): number | null {
  return readStat('/proc', pid)?.cpuMs ?? null;
}

/** CPU time of all children that this process has waited for, and of all that those have waited for. */
export function endedChildrenCpuMs(): number {
  return readStat('/proc', process.pid)?.endedChildrenCpuMs ?? 0;
}

type Stat = {
  readonly name: string;
  readonly parentPid: number;
  readonly cpuMs: number;
  readonly endedChildrenCpuMs: number;
};

function readStat(proc: string, pid: number): Stat | null {
  const text = readText(join(proc, String(pid), 'stat'));
  // The name stands in brackets and may itself hold brackets and spaces.
  const nameEnd = text?.lastIndexOf(')') ?? -1;
  if (text === null || nameEnd < 0) return null;
  const fields = text.slice(nameEnd + 2).split(' ');
  const ticks = (index: number) => Number(fields[index] ?? 0) * MS_PER_TICK;
  return {
    name: text.slice(text.indexOf('(') + 1, nameEnd),
    parentPid: Number(fields[1]),
    cpuMs: ticks(11) + ticks(12),
    endedChildrenCpuMs: ticks(13) + ticks(14),
  };
}

/** A process that has just ended has no memory lines any more. */
function statusBytes(status: string, key: string): number {
  return Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'mu').exec(status)?.[1] ?? 0) * 1024;
}

/** Null when the process has ended meanwhile. */
function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return null;
    throw error;
  }
}
