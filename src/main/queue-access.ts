import type { WatchedLine } from './core/api/watched-line.ts';

/** A line to the queue. */
export type OpenQueue = WatchedLine & {
  /**
   * Whether this very program runs the queue. A client may become the owner while it lives; an owner becomes a client only
   * where it has lost its store and another program was faster.
   */
  readonly role: 'owner' | 'client';
};

/**
 * How a command comes to the queue: the one that a running program owns, or its own. Work begins with what is followed, not
 * with the opening.
 */
export interface QueueAccess {
  /**
   * @throws EarshotError `queue-unreachable`, `contract-mismatch`, `not-authorised`, `database-damaged`,
   *   `database-too-new`, `database-unwritable`, `cancelled`
   */
  open(options: { readonly signal: AbortSignal }): Promise<OpenQueue>;
}
