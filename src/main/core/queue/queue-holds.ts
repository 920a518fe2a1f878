import type { QueueSettings } from '../../../shared/contract/methods.ts';
import type { JobBook } from './job-book.ts';
import { type Hold, holdsUnder, minuteOfDay, type PowerSource } from './run-conditions.ts';

export type QueueHoldsPorts = {
  readonly book: JobBook;
  readonly settings: () => QueueSettings;
  readonly power: PowerSource;
  readonly hasDiskSpace: () => boolean;
  readonly hasMemory: () => boolean;
  /** Whether somebody waits for this job. */
  readonly isFollowed: (uid: string) => boolean;
  /** Told when the reasons are others than at the last tick. */
  readonly onChange: () => void;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
};

/** Why nothing is started: asked whenever something could be, and announced when it changes. */
export class QueueHolds {
  readonly #ports: QueueHoldsPorts;
  #announced = '';

  constructor(ports: QueueHoldsPorts) {
    this.#ports = ports;
  }

  /** The most important reason first; empty when something may be started. */
  get now(): Hold[] {
    const { book, settings, power, hasDiskSpace, hasMemory, isFollowed, wallNow } = this.#ports;
    const { line } = book;
    return holdsUnder({
      settings: settings(),
      power,
      hasDiskSpace: hasDiskSpace(),
      hasMemory: hasMemory(),
      isFollowed: line.size === 0 || line.first(({ uid }) => isFollowed(uid)) !== null,
      minuteOfDay: settings().onlyBetween === null ? 0 : minuteOfDay(wallNow()),
    });
  }

  /** A battery, a clock and memory tell nobody when they change: this does. */
  tick(): void {
    const reasons = this.now.map(({ reason }) => reason).join(' ');
    if (reasons === this.#announced) return;
    this.#announced = reasons;
    this.#ports.onChange();
  }
}
