import { commandOf } from './fault-processes.ts';
import type { RunningCli } from './run-cli.ts';

/** The process of the engine that works for a program, the real one or the scripted one. Linux only. @throws Error when there is none */
export function engineOf(cli: RunningCli): number {
  const engine = cli
    .children()
    .find((pid) => commandOf(pid).some((word) => word.includes('whisper-runner-')));
  if (engine === undefined) throw new Error('No engine runs.');
  return engine;
}
