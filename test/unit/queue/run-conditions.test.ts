import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Conditions,
  holdsUnder,
  isWithin,
  minuteOfDay,
} from '../../../src/main/core/queue/run-conditions.ts';
import { DEFAULT_QUEUE_SETTINGS, type QueueSettings } from '../../../src/shared/contract/methods.ts';

const power = (isOnMains: boolean, isIdle: boolean) => ({ isOnMains: () => isOnMains, isIdle: () => isIdle });

function conditions(more: Partial<Conditions> = {}, settings: Partial<QueueSettings> = {}): Conditions {
  return {
    settings: { ...DEFAULT_QUEUE_SETTINGS, ...settings },
    power: power(false, false),
    hasDiskSpace: true,
    hasMemory: true,
    isFollowed: true,
    minuteOfDay: 12 * 60,
    ...more,
  };
}

const night = { fromMinute: 22 * 60, untilMinute: 6 * 60 };

test('with the settings as they come nothing holds the queue, on battery and in use as well', () => {
  expect(holdsUnder(conditions())).toEqual([]);
});

test.each([
  ['paused', conditions({}, { isPaused: true })],
  ['disk-full', conditions({ hasDiskSpace: false })],
  ['memory', conditions({ hasMemory: false })],
  ['outside-hours', conditions({}, { onlyBetween: night })],
  ['on-battery', conditions({}, { onlyOnMainsPower: true })],
  ['not-idle', conditions({}, { onlyWhenIdle: true })],
  ['nobody-follows', conditions({ isFollowed: false })],
])('%s holds the queue', (reason, seen) => {
  expect(holdsUnder(seen).map((hold) => hold.reason)).toEqual([reason]);
});

test('all reasons are told, the most important first', () => {
  const seen = conditions(
    { hasDiskSpace: false, hasMemory: false, isFollowed: false },
    { isPaused: true, onlyBetween: night, onlyOnMainsPower: true, onlyWhenIdle: true },
  );
  expect(holdsUnder(seen).map(({ reason }) => reason)).toEqual([
    'paused',
    'disk-full',
    'memory',
    'outside-hours',
    'on-battery',
    'not-idle',
    'nobody-follows',
  ]);
});

test('conditions that are met hold nothing', () => {
  const seen = conditions(
    { power: power(true, true), minuteOfDay: 23 * 60 },
    { onlyBetween: night, onlyOnMainsPower: true, onlyWhenIdle: true },
  );
  expect(holdsUnder(seen)).toEqual([]);
});

test('the sentences name the figures', () => {
  const seen = conditions({ hasDiskSpace: false }, { onlyBetween: { fromMinute: 1_325, untilMinute: 61 } });
  expect(holdsUnder(seen).map(({ message }) => message)).toEqual([
    'There is too little space on the disk; work goes on when 1000 MB are free.',
    'Recordings are started from 22:05 on.',
  ]);
});

describe('between two times of day', () => {
  test.each([
    ['within a day', { fromMinute: 60, untilMinute: 120 }, [59, 60, 119, 120], [false, true, true, false]],
    ['over midnight', night, [1319, 1320, 1439, 0, 359, 360], [false, true, true, true, true, false]],
    ['equal ends: the whole day', { fromMinute: 5, untilMinute: 5 }, [0, 5, 1439], [true, true, true]],
  ])('%s', (_, window, minutes, expected) => {
    expect(minutes.map((minute) => isWithin(window, minute))).toEqual(expected);
  });

  test('a window and the one from its end to its beginning share out the day', () => {
    const minute = fc.nat(1439);
    fc.assert(
      fc.property(minute, minute, minute, (fromMinute, untilMinute, now) => {
        fc.pre(fromMinute !== untilMinute);
        const inside = isWithin({ fromMinute, untilMinute }, now);
        const inTheRest = isWithin({ fromMinute: untilMinute, untilMinute: fromMinute }, now);
        expect(inside).not.toBe(inTheRest);
      }),
    );
  });
});

describe('the time of day', () => {
  const inBerlin = (iso: string) => minuteOfDay(Date.parse(iso), 'Europe/Berlin');

  test('is that of the place, midnight being 0', () => {
    expect(inBerlin('2026-01-15T23:00:00Z')).toBe(0);
    expect(inBerlin('2026-01-15T22:59:59Z')).toBe(1439);
    expect(inBerlin('2026-07-15T10:30:00Z')).toBe(12 * 60 + 30);
  });

  test('is that of the computer where no place is named', () => {
    const date = new Date(2026, 5, 1, 13, 37);
    expect(minuteOfDay(date.getTime())).toBe(13 * 60 + 37);
  });

  test('skips an hour in spring: a window inside it never opens, one around it does', () => {
    const minutes = Array.from({ length: 24 * 60 }, (_, minute) =>
      minuteOfDay(Date.parse('2026-03-28T23:00:00Z') + minute * 60_000, 'Europe/Berlin'),
    );
    const openMinutes = (fromMinute: number, untilMinute: number) =>
      minutes.filter((minute) => isWithin({ fromMinute, untilMinute }, minute)).length;
    expect(openMinutes(120, 180)).toBe(0);
    expect(openMinutes(60, 240)).toBe(120);
  });

  test('comes twice in autumn: a window stays open for both hours', () => {
    const minutes = Array.from({ length: 25 * 60 }, (_, minute) =>
      minuteOfDay(Date.parse('2026-10-24T22:00:00Z') + minute * 60_000, 'Europe/Berlin'),
    );
    expect(minutes.filter((minute) => isWithin({ fromMinute: 120, untilMinute: 180 }, minute))).toHaveLength(
      120,
    );
  });
});
