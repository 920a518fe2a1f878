import type { OpenQueue } from '../queue-access.ts';
import type { CommandContext } from './command-context.ts';
import { withQueue } from './with-queue.ts';

/** Runs a command to its end and keeps its exit code. */
export type Run = (command: (context: CommandContext) => Promise<number>) => Promise<void>;

/** For commands that ask the queue one thing: opens it, and closes it behind them. */
export type RunOnQueue = (
  command: (queue: OpenQueue, context: CommandContext) => Promise<number>,
) => Promise<void>;

export function onQueue(run: Run): RunOnQueue {
  return (command) => run((context) => withQueue(context, (queue) => command(queue, context)));
}
