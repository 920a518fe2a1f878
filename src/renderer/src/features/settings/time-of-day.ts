const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** `22:00`, as a field for times takes it. @param minute from midnight */
export function timeOfDay(minute: number): string {
  return [Math.floor(minute / HOUR_MINUTES), minute % HOUR_MINUTES]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** @returns minutes from midnight; null while the field is not filled in */
export function minuteOfTime(time: string): number | null {
  const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  const minute = Number(hours) * HOUR_MINUTES + Number(minutes);
  return minute < DAY_MINUTES ? minute : null;
}

/** `06:00` or `06:00 AM`, as people write it. @param locale as `Intl` takes it */
export function timeWords(minute: number, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
  return format.format(minute * MINUTE_MS);
}
