/** `2026-11-22 09:15:13`, in the time of this place. */
const INSTANT = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });

/** @param ms since 1970 */
export function formatInstant(ms: number): string {
  return INSTANT.format(ms);
}
