import type { QueueClient } from '../../../shared/contract/client.ts';
import type { MethodInput, MethodOutput } from '../../../shared/contract/methods.ts';
import { fromFailure } from '../../../shared/errors.ts';
import type { JobInbox } from './job-inbox.ts';

/** What only reads, so that it may be asked again without a second thought. */
type Reading = 'jobs.get' | 'transcript.get' | 'transcript.chunks' | 'queue.status';

/** Reads from a queue that may pass to another program between a question and its answer: then it asks the new owner. */
export class PatientReader {
  readonly #client: QueueClient;
  readonly #inbox: JobInbox;

  constructor(client: QueueClient, inbox: JobInbox) {
    this.#client = client;
    this.#inbox = inbox;
  }

  /** @throws EarshotError `cancelled`, `queue-unreachable` when the line is cut for good, or what the queue answers */
  async read<Name extends Reading>(
    method: Name,
    input: MethodInput<Name>,
    signal: AbortSignal,
  ): Promise<MethodOutput<Name>> {
    for (;;) {
      const { resets } = this.#inbox;
      const result = await this.#client.call(method, input);
      if (result.ok) return result.value;
      if (result.error.code !== 'queue-unreachable') throw fromFailure(result.error);
      // The line says so when there is an owner again.
      await this.#inbox.resetSince(resets, signal);
    }
  }
}
