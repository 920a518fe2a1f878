import type { QueueClient } from '../../../shared/contract/client.ts';

/** A line to the queue that says whether anybody is at its other end. */
export interface WatchedLine extends QueueClient {
  /** False between two owners of the queue, and when the line has ended. */
  readonly isUp: boolean;
  /** @returns ends the notifications */
  onLineChange(listener: (isUp: boolean) => void): () => void;
}
