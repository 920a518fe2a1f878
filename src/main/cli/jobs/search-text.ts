import { ask } from '../../../shared/contract/ask.ts';
import type { SearchHit } from '../../../shared/contract/methods.ts';
import type { OpenQueue } from '../../queue-access.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { formatClock } from '../format-duration.ts';
import { screenWidth } from '../screen-width.ts';
import { type Column, renderTable } from '../table.ts';
import { shortNameLength } from './job-names.ts';

/** Prints where something was said, in all texts. Like `grep`, it ends with 1 when nothing was found. */
export async function searchText(
  queue: OpenQueue,
  query: string,
  { limit, json }: { readonly limit: number; readonly json: boolean },
  { stdout, stderr }: CommandContext,
): Promise<number> {
  const { hits } = await ask(queue, 'transcript.search', { query, limit });
  if (json) for (const hit of hits) stdout.write(`${JSON.stringify(hit)}\n`);
  else if (hits.length === 0) stderr.write('Nothing found.\n');
  else stdout.write(renderTable(columnsFor(hits), hits, screenWidth(stdout)));
  return hits.length === 0 ? EXIT.someFailed : EXIT.ok;
}

function columnsFor(hits: readonly SearchHit[]): Column<SearchHit>[] {
  const nameLength = shortNameLength(hits.map(({ uid }) => uid));
  return [
    { heading: 'JOB', text: ({ uid }) => uid.slice(0, nameLength) },
    { heading: 'AT', align: 'right', text: ({ startMs }) => formatClock(startMs) },
    { heading: 'RECORDING', canShrink: true, text: ({ title }) => title },
    { heading: 'TEXT', canShrink: true, text: ({ text }) => text },
  ];
}
