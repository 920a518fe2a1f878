import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** A process that does nothing until it is ended, by the end of the test at the latest. */
export function idleChild(program: string = process.execPath): ChildProcess & { readonly pid: number } {
  const args = program === process.execPath ? ['-e', 'setInterval(() => {}, 1000)'] : ['600'];
  const child = spawn(program, args, { stdio: 'ignore' });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} was not started`);
  onTestFinished(() => end(child));
  return Object.assign(child, { pid });
}

/** Ends a process and waits until the system has forgotten it. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
