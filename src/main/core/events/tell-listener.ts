import type { EventBatch } from '../../../shared/contract/events.ts';
import { toEarshotError } from '../../../shared/errors.ts';

export type BatchListener = (batch: EventBatch) => void;

/** Hands over a batch. A listener that throws is reported as a warning of the process and hurts nobody else. */
export function tellListener(listener: BatchListener, batch: EventBatch): void {
  try {
    listener(batch);
  } catch (error) {
    const { message, detail } = toEarshotError(error);
    process.emitWarning(message, { type: 'EventListenerWarning', detail: detail ?? '' });
  }
}
