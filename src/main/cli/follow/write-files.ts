import type { QueueClient } from '../../../shared/contract/client.ts';
import type { Failure } from '../../../shared/errors.ts';
import type { ExportRule } from '../../../shared/job-options.ts';

export type WrittenFiles = { readonly files: readonly string[]; readonly error: Failure | null };

export const NO_FILES: WrittenFiles = { files: [], error: null };

/** Has the text of a job written as it is; of an unfinished one `name.partial.srt`. */
export async function writeFiles(
  client: QueueClient,
  uid: string,
  exports: ExportRule,
): Promise<WrittenFiles> {
  if (exports.formats.length === 0) return NO_FILES;
  const result = await client.call('jobs.export', { uid, exports });
  return result.ok ? { files: result.value.files, error: null } : { files: [], error: result.error };
}
