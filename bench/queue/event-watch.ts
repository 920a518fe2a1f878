import type { QueueClient } from '../../src/shared/contract/client.ts';
import type { QueueEvent } from '../../src/shared/contract/events.ts';
import type { JobState } from '../../src/shared/job-state.ts';

type Waiting = { readonly matches: (event: QueueEvent) => boolean; readonly resolve: (atMs: number) => void };

/** Tells when something was announced, from the moment on at which it was asked for. */
export class EventWatch {
  readonly #leave: () => void;
  readonly #waiting = new Set<Waiting>();

  constructor(client: QueueClient) {
    this.#leave = client.subscribe(null, (batch) => {
      if (batch.kind === 'events') for (const event of batch.events) this.#tell(event);
    });
  }

  /** @returns when the first such event arrived, on this process's clock */
  next(matches: (event: QueueEvent) => boolean): Promise<number> {
    return new Promise((resolve) => this.#waiting.add({ matches, resolve }));
  }

  state(uid: string, ...states: JobState[]): Promise<number> {
    return this.next(
      (event) =>
        event.kind === 'job-changed' && event.job.uid === uid && states.includes(event.job.status.state),
    );
  }

  /** The text of one more chunk is stored. */
  chunk(uid: string): Promise<number> {
    return this.next((event) => event.kind === 'job-segments' && event.uid === uid);
  }

  close(): void {
    this.#leave();
  }

  #tell(event: QueueEvent): void {
    for (const waiting of this.#waiting) {
      if (!waiting.matches(event)) continue;
      this.#waiting.delete(waiting);
      waiting.resolve(performance.now());
    }
  }
}
