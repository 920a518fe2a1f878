import type { JobView } from '../../../shared/contract/job.ts';
import type { PageInput } from '../../../shared/contract/page.ts';
import { type Result, succeeded } from '../../../shared/contract/result.ts';
import { EarshotError } from '../../../shared/errors.ts';
import type { Desktop, PagePorts } from './page-ports.ts';

/** Shows in the system's file manager what the queue knows by a job, or Earshot's own folders: pages name no paths. */
export async function reveal(
  input: PageInput<'host.reveal'>,
  { queue, folders }: Pick<PagePorts, 'queue' | 'folders'>,
  desktop: Desktop,
): Promise<Result<Record<string, never>>> {
  if (!('uid' in input)) {
    await desktop.openFolder(folders[input.what]);
    return succeeded({});
  }
  const job = await queue.call('jobs.get', { uid: input.uid });
  if (!job.ok) return job;
  await desktop.showFile(input.what === 'recording' ? job.value.path : firstFileOf(job.value));
  return succeeded({});
}

/** @throws EarshotError `state-refused` */
function firstFileOf({ title, exportStatus }: JobView): string {
  const [file] = 'files' in exportStatus ? exportStatus.files : [];
  if (file !== undefined) return file;
  throw new EarshotError('state-refused', `No file was written for ${title} yet.`, {
    hint: 'Export the text first.',
  });
}
