import { type EarshotError, toEarshotError } from '../../shared/errors.ts';
import type { OpenQueue } from '../queue-access.ts';
import type { CommandContext } from './command-context.ts';
import { EXIT } from './exit-codes.ts';
import { failureLine } from './failure-line.ts';

/**
 * Opens the queue for a command that asks or changes something and leaves. Errors are told on standard error.
 *
 * @param work answers with the exit code
 * @returns the exit code
 */
export async function withQueue(
  context: CommandContext,
  work: (queue: OpenQueue) => Promise<number>,
): Promise<number> {
  let queue: OpenQueue;
  try {
    // Ctrl-C ends such a command at once: it has nothing to finish.
    queue = await context.access.open({ signal: new AbortController().signal });
  } catch (thrown) {
    tellError(context, toEarshotError(thrown));
    return EXIT.notReady;
  }
  try {
    return await work(queue);
  } catch (thrown) {
    tellError(context, toEarshotError(thrown));
    return EXIT.someFailed;
  } finally {
    await queue.close();
  }
}

/** On standard error, where it is no answer to anybody. */
export function tellError(
  { stderr }: CommandContext,
  error: Pick<EarshotError, 'code' | 'message' | 'hint'>,
): void {
  stderr.write(failureLine(error));
}
