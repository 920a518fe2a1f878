import type { ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';

/** Puts a child below the programs that a person works with. To be called right after `spawn`; never fails. */
export function lowerPriority(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A sandbox may forbid it, and the child may have ended already: normal priority is no fault.
  }
}
