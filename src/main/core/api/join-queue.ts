import { cancelled } from '../../../shared/errors.ts';
import { type AttachOptions, attach } from './attach.ts';
import type { HostOptions } from './host-queue.ts';
import { QueueLine } from './queue-line.ts';
import { socketPlaces } from './socket-path.ts';

export type JoinQueueOptions = Omit<HostOptions, 'places'> & {
  /** Gives up the joining; a line that is there is ended by its `close`. */
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  readonly limitMs?: number;
};

const DEFAULT_LIMIT_MS = 15_000;

/**
 * Joins the one queue of a data folder: as its owner when nobody runs it, else as a client of the owner. `becomeOwner` is
 * called again whenever the owner goes and this program is the one that takes over.
 *
 * @throws EarshotError as {@link attach}
 */
export async function joinQueue(options: JoinQueueOptions): Promise<QueueLine> {
  const { signal, env, ...rest } = options;
  const attachOptions: AttachOptions = { limitMs: DEFAULT_LIMIT_MS, ...rest, places: socketPlaces(env) };
  const first = await attach(attachOptions, signal);
  if (signal.aborted) {
    await first.end();
    throw cancelled(signal.reason);
  }
  return new QueueLine(first, (leaving) => attach(attachOptions, leaving));
}
