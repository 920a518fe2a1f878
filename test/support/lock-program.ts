import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { type OwnerLock, tryTakeOwnership } from '../../src/main/core/process/owner-lock.ts';

/**
 * Takes locks for a test, one command a line: `["take", folder]`, `["take-at", folder, wallMs]`,
 * `["take-and-forget", folder]`, `["take-carelessly", folder]`, `["release"]`, `["collect-garbage"]`. Answers each with
 * a line.
 */
let lock: OwnerLock | null = null;
// Now, since the test kills it.
flushCompileCache();

createInterface(process.stdin).on('line', (line) => {
  const [command, folder, wallMs] = JSON.parse(line);
  console.log(JSON.stringify([command, folder ?? null, carryOut(command, folder, wallMs)]));
});

function carryOut(command: string, folder: string, wallMs: number): boolean {
  switch (command) {
    case 'take':
      lock = tryTakeOwnership(folder);
      return lock !== null;
    case 'take-at':
      // No timer is as exact as this.
      while (performance.timeOrigin + performance.now() < wallMs);
      lock = tryTakeOwnership(folder);
      return lock !== null;
    case 'take-and-forget':
      return tryTakeOwnership(folder) !== null;
    case 'take-carelessly':
      // The trap: nothing refers to the handle after this line.
      new Database(join(folder, 'instance.lock')).exec('BEGIN EXCLUSIVE');
      return true;
    case 'release':
      lock?.release();
      return true;
    case 'collect-garbage':
      globalThis.gc?.();
      return globalThis.gc !== undefined;
    default:
      throw new Error(`unknown command ${command}`);
  }
}
