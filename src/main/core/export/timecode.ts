function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

/** `01:02:03`, the hours as long as they need to be. */
export function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => digits(part, 2))
    .join(':');
}

/** `01:02:03,045` in SubRip files, `01:02:03.045` in WebVTT ones. */
export function subtitleTime(ms: number, decimalMark: ',' | '.'): string {
  return `${clockTime(ms)}${decimalMark}${digits(ms % 1000, 3)}`;
}

/** `62:03.04`: LRC has no hours, so the minutes go on counting; hundredths are cut, not rounded up into the next line. */
export function lyricsTime(ms: number): string {
  const hundredths = Math.floor(ms / 10);
  const minutes = Math.floor(hundredths / 6000);
  return `${digits(minutes, 2)}:${digits(Math.floor(hundredths / 100) % 60, 2)}.${digits(hundredths % 100, 2)}`;
}
