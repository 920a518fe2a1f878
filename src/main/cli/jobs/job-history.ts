import { ask } from '../../../shared/contract/ask.ts';
import type { JobHistoryEntry } from '../../../shared/contract/job.ts';
import type { OpenQueue } from '../../queue-access.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { formatInstant } from '../format-instant.ts';
import { screenWidth } from '../screen-width.ts';
import { type Column, renderTable } from '../table.ts';

const COLUMNS: readonly Column<JobHistoryEntry>[] = [
  { heading: 'WHEN', text: ({ atMs }) => formatInstant(atMs) },
  { heading: 'FROM', text: ({ from }) => from },
  { heading: 'TO', text: ({ to }) => to },
  { heading: 'BY', text: ({ actor }) => actor },
  {
    heading: 'WHY',
    canShrink: true,
    text: ({ code, detail }) =>
      [detail, code === null ? null : `[${code}]`].filter((part) => part !== null).join(' '),
  },
];

/** Prints every change of a job's state, the oldest first. */
export async function showHistory(
  queue: OpenQueue,
  uid: string,
  { json }: { readonly json: boolean },
  { stdout }: CommandContext,
): Promise<number> {
  const { entries } = await ask(queue, 'jobs.history', { uid });
  stdout.write(
    json
      ? entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
      : renderTable(COLUMNS, entries, screenWidth(stdout)),
  );
  return EXIT.ok;
}
