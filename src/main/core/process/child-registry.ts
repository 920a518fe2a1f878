import type { ChildProcess } from 'node:child_process';
import type { ChildRecord } from '../storage/store.ts';
import { identityOf } from './process-identity.ts';

/** Where children are written down, so that a later owner finds those that outlived this one. */
export type ChildLedger = {
  readonly childStarted: (child: ChildRecord) => Promise<void>;
  readonly childEnded: (pid: number) => Promise<void>;
};

/** Writes down every child process while it lives. */
export class ChildRegistry {
  readonly #ledger: ChildLedger;
  readonly #onError: (error: unknown) => void;
  /** One entry after the other: a number that is used again must not be struck out for its last owner. */
  #written: Promise<void> = Promise.resolve();

  /** @param onError told when an entry could not be written; the child itself does not suffer for it */
  constructor(ledger: ChildLedger, onError: (error: unknown) => void) {
    this.#ledger = ledger;
    this.#onError = onError;
  }

  /**
   * To be called right after `spawn`; one that could not be started is left out.
   * @param executable its program file, for systems that do not tell
   */
  track(child: ChildProcess, executable: string): void {
    const { pid } = child;
    if (pid === undefined) return;
    const identity = identityOf(pid);
    this.#write(async () => {
      const found = await identity;
      // What has ended gives its number away: the identity may be that of a stranger by now.
      if (found === null || child.exitCode !== null || child.signalCode !== null) return;
      const { startToken } = found;
      await this.#ledger.childStarted({ pid, startToken, executable: found.executable ?? executable });
    });
    child.once('exit', () => this.#write(() => this.#ledger.childEnded(pid)));
  }

  /** Resolves when everything that is known by now is written, or was given up. */
  async settled(): Promise<void> {
    await this.#written;
  }

  #write(entry: () => Promise<void>): void {
    this.#written = this.#written.then(entry).catch(this.#onError);
  }
}

/**
 * Ends children that their owner has left behind. A number alone proves nothing: only a process that was started at the
 * very moment and from the very file that is written down is ended.
 *
 * @returns the records of those that were ended
 */
export async function reapForeignChildren(
  records: readonly ChildRecord[],
  kill: (pid: number) => void,
): Promise<ChildRecord[]> {
  const wereEnded = await Promise.all(records.map((record) => reap(record, kill)));
  return records.filter((_, index) => wereEnded[index]);
}

async function reap(record: ChildRecord, kill: (pid: number) => void): Promise<boolean> {
  const found = await identityOf(record.pid);
  if (found?.startToken !== record.startToken || found.executable !== record.executable) return false;
  try {
    kill(record.pid);
    return true;
  } catch {
    return false; // it went by itself in this very moment, or the system refuses: the others are still to be ended
  }
}
