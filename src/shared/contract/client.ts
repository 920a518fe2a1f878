import type { EventBatch, Following } from './events.ts';
import type { MethodInput, MethodName, MethodOutput } from './methods.ts';
import type { Result } from './result.ts';

/** One program's line to the queue, whatever lies between. */
export interface QueueClient {
  /**
   * Never rejects: a line that is cut is the failure `queue-unreachable`, and whether the call was carried out is then
   * unknown.
   */
  call<Name extends MethodName>(method: Name, input: MethodInput<Name>): Promise<Result<MethodOutput<Name>>>;
  /**
   * What is published after this call arrives, also when it is the doing of the very next {@link call}.
   *
   * @param since number of the last event that is known already: what followed it is sent first, or a `reset` when that
   * is not there any more; null for news only
   * @returns ends the subscription
   */
  subscribe(since: number | null, listener: (batch: EventBatch) => void): () => void;
  /** Replaces what this client waits for; see {@link Following}. */
  follow(jobs: Following): void;
  /** Resolves when the line is cut, by either side. Never rejects. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}
