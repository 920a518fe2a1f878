/** Waiting time, in words. Media time is written by digits alone and needs none. */
export const time = {
  minutes: '{{minutes}} min',
  hours: '{{hours}} h',
  hoursMinutes: '{{hours}} h {{minutes}} min',
  days_one: '{{count}} day',
  days_other: '{{count, number}} days',
  about: 'about {{duration}}',
  range: '{{from}} to {{to}}',
  lessThanMinute: 'less than a minute',
  speed: '{{speed}} × real time',
  speedShort: '{{speed}}×',
} as const;
