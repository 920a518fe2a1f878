import type { QueueSettings, QueueStatus } from '../../../shared/contract/methods.ts';

export type Hold = QueueStatus['holds'][number];
export type HoldReason = Hold['reason'];

/** What the system knows about its power and its person. */
export interface PowerSource {
  isOnMains(): boolean;
  /** Nobody has used the computer for a while. */
  isIdle(): boolean;
}

export type Conditions = {
  readonly settings: QueueSettings;
  readonly power: PowerSource;
  /** See `disk-space.ts`: once it was too little, more is needed before it is enough again. */
  readonly hasDiskSpace: boolean;
  /** Whether memory suffices for one more engine, see `slot-plan.ts`. */
  readonly hasMemory: boolean;
  /** Whether somebody waits for a job, where the owner of the queue works for others only. */
  readonly isFollowed: boolean;
  /** Of the wall clock, from midnight; see {@link minuteOfDay}. */
  readonly minuteOfDay: number;
};

/** @returns why nothing is started, the most important reason first; empty when something may be */
export function holdsUnder(conditions: Conditions): Hold[] {
  const { settings, power } = conditions;
  const { onlyBetween, blockBelowFreeBytes, resumeAboveFreeBytes } = settings;
  const holds: Hold[] = [];
  const hold = (reason: HoldReason, message: string) => holds.push({ reason, message });
  if (settings.isPaused) hold('paused', 'The queue is paused.');
  if (!conditions.hasDiskSpace) {
    const enough = inMegabytes(Math.max(blockBelowFreeBytes, resumeAboveFreeBytes));
    hold('disk-full', `There is too little space on the disk; work goes on when ${enough} are free.`);
  }
  if (!conditions.hasMemory) {
    hold(
      'memory',
      'There is too little free memory for the model; close other programs or choose a smaller one.',
    );
  }
  if (onlyBetween !== null && !isWithin(onlyBetween, conditions.minuteOfDay)) {
    hold('outside-hours', `Recordings are started from ${timeOfDay(onlyBetween.fromMinute)} on.`);
  }
  if (settings.onlyOnMainsPower && !power.isOnMains())
    hold('on-battery', 'The computer runs on its battery.');
  if (settings.onlyWhenIdle && !power.isIdle()) hold('not-idle', 'Somebody is using the computer.');
  if (!conditions.isFollowed) hold('nobody-follows', 'Nobody waits for these recordings.');
  return holds;
}

/**
 * Whether a time of day lies in a window, which may go over midnight. Equal ends mean the whole day. The window follows
 * the wall clock: an hour that is skipped in spring is skipped, one that comes twice in autumn counts twice.
 */
export function isWithin(window: NonNullable<QueueSettings['onlyBetween']>, minute: number): boolean {
  const { fromMinute, untilMinute } = window;
  if (fromMinute === untilMinute) return true;
  if (fromMinute < untilMinute) return minute >= fromMinute && minute < untilMinute;
  return minute >= fromMinute || minute < untilMinute;
}

/**
 * @param wallMs since 1970
 * @param timeZone an IANA name; the computer's own when it is left out
 */
export function minuteOfDay(wallMs: number, timeZone?: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  const parts = format.formatToParts(wallMs);
  const part = (type: 'hour' | 'minute') => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return part('hour') * 60 + part('minute');
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}

/** @returns as in `07:30` */
export function timeOfDay(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
