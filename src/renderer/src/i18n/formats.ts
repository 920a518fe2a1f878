import type { TFunction } from 'i18next';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const SIZE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** How times, sizes and numbers are written. Media time and waiting time never look alike. */
export type Formats = {
  /** Media time in digits: `12:40`, `1:02:11`. */
  readonly media: (mediaMs: number) => string;
  /** A length of waiting or working time: `9 min`, `1 h 20 min`, `less than a minute`; never finer than is honest. */
  readonly span: (wallMs: number) => string;
  /** `about 9 min`, `less than a minute`. */
  readonly about: (wallMs: number) => string;
  /** While nobody can know better: `6 to 10 min`. */
  readonly range: (fromMs: number, toMs: number) => string;
  /** `9:12` of working time, for what is over and was measured. */
  readonly clock: (wallMs: number) => string;
  /** Whole percent; 100 only when everything is there. */
  readonly percent: (fraction: number) => string;
  /** `6.1 × real time`. */
  readonly speed: (speed: number) => string;
  /** `6.1×`, where there is little room. */
  readonly speedShort: (speed: number) => string;
  readonly size: (bytes: number) => string;
  readonly number: (value: number) => string;
  /** `22 Nov, 12:40`, with the year where it is another one. */
  readonly date: (atMs: number) => string;
  /** The name of a language by its code. */
  readonly language: (code: string) => string;
};

/** @param locale as `Intl` takes it */
export function createFormats(t: TFunction, locale: string): Formats {
  const number = new Intl.NumberFormat(locale);
  const oneDigit = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const date = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  });
  const dateWithYear = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const languages = new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' });
  const speedDigits = (speed: number): string =>
    speed < 10 ? oneDigit.format(speed) : number.format(Math.round(speed));

  const minutesOf = (minutes: number): string => {
    if (minutes >= (36 * HOUR_MS) / MINUTE_MS)
      return t('time.days', { count: Math.round((minutes * MINUTE_MS) / DAY_MS) });
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    if (hours === 0) return t('time.minutes', { minutes: number.format(rest) });
    if (rest === 0) return t('time.hours', { hours: number.format(hours) });
    return t('time.hoursMinutes', { hours: number.format(hours), minutes: number.format(rest) });
  };
  const span = (wallMs: number): string =>
    wallMs < MINUTE_MS ? t('time.lessThanMinute') : minutesOf(roughMinutes(wallMs));

  return {
    media: digits,
    span,
    about: (wallMs) => (wallMs < MINUTE_MS ? span(wallMs) : t('time.about', { duration: span(wallMs) })),
    range: (fromMs, toMs) => {
      const from = roughMinutes(Math.max(fromMs, MINUTE_MS));
      const to = roughMinutes(Math.max(toMs, MINUTE_MS));
      if (from === to) return t('time.about', { duration: minutesOf(to) });
      // "6 to 10 min", but "50 min to 1 h 10 min".
      const first = to < 60 ? number.format(from) : minutesOf(from);
      return t('time.range', { from: first, to: minutesOf(to) });
    },
    clock: digits,
    percent: (fraction) =>
      percent.format(fraction === 1 ? 1 : Math.min(0.99, Math.floor(fraction * 100) / 100)),
    speed: (speed) => t('time.speed', { speed: speedDigits(speed) }),
    speedShort: (speed) => t('time.speedShort', { speed: speedDigits(speed) }),
    size: (bytes) => {
      const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), SIZE_UNITS.length - 1);
      const unit = SIZE_UNITS[power] ?? 'byte';
      const value = bytes / 1000 ** power;
      const digitsShown = power > 0 && value < 10 ? 1 : 0;
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: 'short',
        maximumFractionDigits: digitsShown,
      }).format(value);
    },
    number: (value) => number.format(value),
    date: (atMs) => {
      const isThisYear = new Date(atMs).getFullYear() === new Date().getFullYear();
      return (isThisYear ? date : dateWithYear).format(atMs);
    },
    language: (code) => languages.of(code) ?? code,
  };
}

/** Whole minutes up to an hour, then steps of five, then of half an hour: no more digits than an estimate deserves. */
function roughMinutes(wallMs: number): number {
  const minutes = Math.max(1, Math.round(wallMs / MINUTE_MS));
  if (minutes < 60) return minutes;
  const step = minutes < 5 * 60 ? 5 : 30;
  return Math.round(minutes / step) * step;
}

function digits(ms: number): string {
  const seconds = Math.round(ms / SECOND_MS);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
