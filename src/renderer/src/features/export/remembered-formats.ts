import { EXPORT_FORMATS, type ExportFormat } from '../../../../shared/job-options.ts';

const KEY = 'earshot.export';

/** What was chosen the last time in this browser: most people want the same files of every recording. */
export function rememberedFormats(): readonly ExportFormat[] {
  const words = (localStorage.getItem(KEY) ?? '').split(' ');
  const known = EXPORT_FORMATS.filter((format) => words.includes(format));
  return known.length === 0 ? ['txt'] : known;
}

export function rememberFormats(formats: readonly ExportFormat[]): void {
  localStorage.setItem(KEY, formats.join(' '));
}
