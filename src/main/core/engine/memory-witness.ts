import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What tells an engine that the system ended for its memory from one that somebody else ended. */
export type MemoryWitness = {
  /** What programs can still have, limits of a container included. */
  availableBytes(): number;
  /** How many programs of this one's control group the kernel has ended for memory so far; null where nobody counts. */
  oomKills(): number | null;
};

export const systemMemory: MemoryWitness = {
  availableBytes: () => process.availableMemory(),
  oomKills: () => readOomKills('/proc/self/cgroup', '/sys/fs/cgroup'),
};

/**
 * Reads `memory.events` of Linux' control groups, version 2; it also counts what died because the whole computer was full.
 * https://docs.kernel.org/admin-guide/cgroup-v2.html
 *
 * @param membership the file that names the group of this process
 * @param root where the groups are mounted; in a container this may be the own group
 */
export function readOomKills(membership: string, root: string): number | null {
  const group = /^0::(.*)$/m.exec(readText(membership) ?? '')?.[1];
  if (group === undefined) return null;
  const events = readText(join(root, group, 'memory.events')) ?? readText(join(root, 'memory.events'));
  const count = /^oom_kill (\d+)$/m.exec(events ?? '')?.[1];
  return count === undefined ? null : Number(count);
}

/** @returns null for a file that is not there: other systems, the first version of control groups, the root group */
function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
