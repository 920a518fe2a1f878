import type { QueueClient } from '../../../shared/contract/client.ts';

/** Whether this program runs the queue or uses that of another. */
export type LineRole = 'owner' | 'client';

/** A line as long as the queue stays with one owner. */
export type Attachment = {
  readonly role: LineRole;
  readonly client: QueueClient;
  /** Leaves for good; an owner stops the queue so that another program may take it over. */
  end(): Promise<void>;
};
