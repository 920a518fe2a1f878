const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What ext4, APFS and NTFS all take as one name; the latter two count units that are never more than the bytes. */
const MAX_NAME_BYTES = 255;

/** What makes up the name of an exported file. */
type ExportFileName = {
  readonly baseName: string;
  /** 1 for the plain name, 2 for `name (2)`, and so on. */
  readonly number: number;
  readonly partial: boolean;
  /** With its leading dot. */
  readonly extension: string;
};

/**
 * `name.srt`, `name (2).srt`, `name.partial.srt`. The base name is shortened between grapheme clusters where the
 * whole would be longer than 255 bytes of UTF-8; number and extension always stay.
 */
export function exportFileName({ baseName, number, partial, extension }: ExportFileName): string {
  const suffix = `${number > 1 ? ` (${number})` : ''}${partial ? '.partial' : ''}${extension}`;
  return shortenTo(baseName, MAX_NAME_BYTES - Buffer.byteLength(suffix)) + suffix;
}

function shortenTo(name: string, maxBytes: number): string {
  if (Buffer.byteLength(name) <= maxBytes) return name;
  const short = takeWhileFits(
    Array.from(GRAPHEMES.segment(name), (cluster) => cluster.segment),
    maxBytes,
  );
  // A single cluster can be longer than a name may be; then at least no character is cut.
  return short === '' ? takeWhileFits(Array.from(name), maxBytes) : short;
}

function takeWhileFits(parts: readonly string[], maxBytes: number): string {
  let taken = '';
  for (const part of parts) {
    if (Buffer.byteLength(taken + part) > maxBytes) break;
    taken += part;
  }
  return taken.trimEnd();
}
