import { timeOfDay } from '../../core/queue/run-conditions.ts';

/** How one kind of value is written and read on the command line. What is read is checked by the contract's schema. */
export type SettingValue<Value> = {
  readonly show: (value: Value) => string;
  /** Undefined when the words mean nothing. */
  readonly read: (text: string) => unknown;
};

export const WORD: SettingValue<string> = { show: (word) => word, read: (text) => text };

export const NUMBER: SettingValue<number> = {
  show: String,
  read: (text) => (/^\d+$/.test(text) ? Number(text) : undefined),
};

export const YES_OR_NO: SettingValue<boolean> = {
  show: (value) => (value ? 'yes' : 'no'),
  read: (text) => ({ yes: true, no: false })[text],
};

const DURATION_UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** Milliseconds as `2h`, `90s`. */
export const DURATION: SettingValue<number> = inUnits(DURATION_UNITS, 's');

const SIZE_UNITS = [
  ['GB', 1_000_000_000],
  ['MB', 1_000_000],
  ['kB', 1_000],
  ['B', 1],
] as const;

/** Bytes as `500MB`. */
export const BYTES: SettingValue<number> = inUnits(SIZE_UNITS, 'B');

/** Two times of a day as `22:00-06:00`. */
export const HOURS: SettingValue<{ fromMinute: number; untilMinute: number }> = {
  show: ({ fromMinute, untilMinute }) => `${timeOfDay(fromMinute)}-${timeOfDay(untilMinute)}`,
  read: (text) => {
    const found = /^(\d\d?):(\d\d)-(\d\d?):(\d\d)$/.exec(text);
    if (found === null) return undefined;
    const [fromHour = 0, fromMinute = 0, untilHour = 0, untilMinute = 0] = found.slice(1).map(Number);
    if (fromMinute > 59 || untilMinute > 59) return undefined;
    return { fromMinute: fromHour * 60 + fromMinute, untilMinute: untilHour * 60 + untilMinute };
  },
};

/** A value for which one word stands for none. */
export function orNull<Value>({ show, read }: SettingValue<Value>, none: string): SettingValue<Value | null> {
  return {
    show: (value) => (value === null ? none : show(value)),
    read: (text) => (text === none ? null : read(text)),
  };
}

/** Written in the largest unit that leaves a whole number. @param units the largest first */
function inUnits(
  units: readonly (readonly [unit: string, size: number])[],
  smallest: string,
): SettingValue<number> {
  return {
    show: (value) => {
      const [unit, size] = units.find(([, unitSize]) => value % unitSize === 0 && value !== 0) ?? [
        smallest,
        1,
      ];
      return `${value / size}${unit}`;
    },
    read: (text) => {
      const found = /^(\d+(?:\.\d+)?) ?([a-z]+)$/i.exec(text);
      const size = units.find(([unit]) => unit.toLowerCase() === found?.[2]?.toLowerCase())?.[1];
      return size === undefined ? undefined : Math.round(Number(found?.[1]) * size);
    },
  };
}
