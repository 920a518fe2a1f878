import type { EventBatch, QueueEvent } from '../../../shared/contract/events.ts';
import type { NumberedEvent } from './event-window.ts';

/**
 * Events in their order as batches of at most `limitBytes`; an event that is larger by itself has a batch of its own.
 */
export function cutBatches(entries: readonly NumberedEvent[], limitBytes: number): EventBatch[] {
  const batches: { kind: 'events'; seq: number; events: QueueEvent[] }[] = [];
  let roomBytes = 0;
  for (const { seq, event, sizeBytes } of entries) {
    const batch = batches.at(-1);
    if (batch !== undefined && sizeBytes <= roomBytes) {
      batch.events.push(event);
      batch.seq = seq;
      roomBytes -= sizeBytes;
    } else {
      batches.push({ kind: 'events', seq, events: [event] });
      roomBytes = limitBytes - sizeBytes;
    }
  }
  return batches;
}
