import type { QueueClient } from '../../../shared/contract/client.ts';
import type { EventBatch, Following } from '../../../shared/contract/events.ts';
import { isMethodName } from '../../../shared/contract/method-schemas.ts';
import type { MethodInput, MethodName, MethodOutput } from '../../../shared/contract/methods.ts';
import { failed, type Result } from '../../../shared/contract/result.ts';
import { perform, unknownMethod } from './dispatch.ts';
import type { Follower } from './follower-book.ts';
import { LineEnd, unreachable } from './line-end.ts';
import type { ServedQueue } from './running-queue.ts';

/** The line of the program that runs the queue itself. Nothing that it passes on is shared with the queue. */
export class MemoryClient implements QueueClient {
  readonly #queue: ServedQueue;
  readonly #follower: Follower;
  readonly #end = new LineEnd();
  readonly #subscriptions = new Set<() => void>();

  constructor(queue: ServedQueue) {
    this.#queue = queue;
    this.#follower = queue.followers.enter();
  }

  get closed(): Promise<void> {
    return this.#end.closed;
  }

  async call<Name extends MethodName>(
    method: Name,
    input: MethodInput<Name>,
  ): Promise<Result<MethodOutput<Name>>> {
    if (this.#end.isCut) return failed(unreachable());
    if (!isMethodName(method)) return failed(unknownMethod(method));
    return this.#end.orCut(perform(this.#queue.handlers, method, input));
  }

  subscribe(since: number | null, listener: (batch: EventBatch) => void): () => void {
    if (this.#end.isCut) return () => {};
    const leaveHub = this.#queue.hub.subscribe(since, (batch) => listener(structuredClone(batch)));
    const leave = (): void => {
      this.#subscriptions.delete(leave);
      leaveHub();
    };
    this.#subscriptions.add(leave);
    return leave;
  }

  follow(jobs: Following): void {
    this.#follower.follow(jobs);
  }

  async close(): Promise<void> {
    for (const leave of this.#subscriptions) leave();
    this.#follower.leave();
    this.#end.cut();
  }
}
