import { oneLine } from '../../../shared/reading/one-line.ts';
import { inSpeakingOrder } from '../../../shared/reading/speaking-order.ts';
import type { Transcript } from '../../../shared/transcript.ts';

const BYTE_ORDER_MARK = '\uFEFF';

/** What spreadsheets take for the start of a formula, including the full-width forms that some of them accept. */
const FORMULA_START = /^[=+\-@＝＋－＠]/u;

/**
 * RFC 4180 with one row a segment: `start_ms,end_ms,channel,speaker,text`, channels counted from one.
 *
 * Made for spreadsheets: it starts with a byte order mark, without which Excel reads UTF-8 as a local code page, and
 * times are whole milliseconds, since `1.500` is 1500 where the comma is the decimal mark. A cell that would be a
 * formula gets a leading apostrophe, which spreadsheets take as "this is text" (OWASP's advice on CSV injection);
 * programs that want the untouched text have TSV and JSON.
 */
export function renderCsv(transcript: Transcript): string {
  const rows = inSpeakingOrder(transcript.segments).map((segment) => [
    String(segment.startMs),
    String(segment.endMs),
    segment.channel === null ? '' : String(segment.channel + 1),
    textCell(segment.speaker ?? ''),
    textCell(segment.text),
  ]);
  const lines = [['start_ms', 'end_ms', 'channel', 'speaker', 'text'], ...rows].map(
    (row) => `${row.join(',')}\r\n`,
  );
  return BYTE_ORDER_MARK + lines.join('');
}

function textCell(text: string): string {
  const line = oneLine(text);
  const safe = FORMULA_START.test(line) ? `'${line}` : line;
  return /[",;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
