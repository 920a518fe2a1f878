import { rename } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { QueueClient } from '../../../shared/contract/client.ts';
import type { MethodOutput } from '../../../shared/contract/methods.ts';
import type { PageInput } from '../../../shared/contract/page.ts';
import { type Result, succeeded } from '../../../shared/contract/result.ts';
import { EarshotError } from '../../../shared/errors.ts';
import { exportFileName } from '../export/export-file-name.ts';
import { publishFile } from '../export/publish-file.ts';
import { writeWholeFile } from '../export/write-whole-file.ts';
import type { Desktop } from './page-ports.ts';

type Rendered = MethodOutput<'transcript.render'>;

/**
 * Asks where texts are to be saved, and writes them there.
 *
 * @throws EarshotError `output-not-writable`, `disk-full`; `invalid-argument` for the recording itself as the place
 */
export async function saveExports(
  { uid, formats }: PageInput<'export.save'>,
  queue: Pick<QueueClient, 'call'>,
  desktop: Desktop,
): Promise<Result<{ files: string[] }>> {
  const job = await queue.call('jobs.get', { uid });
  if (!job.ok) return job;
  const texts: Rendered[] = [];
  for (const format of new Set(formats)) {
    const rendered = await queue.call('transcript.render', { uid, revision: null, format });
    if (!rendered.ok) return rendered;
    texts.push(rendered.value);
  }
  const [first, ...others] = texts;
  if (first === undefined) return succeeded({ files: [] });
  if (others.length > 0) return succeeded({ files: await saveSeveral(texts, desktop) });
  const path = await desktop.chooseSaveFile(first.fileName);
  if (path === null) return succeeded({ files: [] });
  if (path === job.value.path) {
    throw new EarshotError('invalid-argument', 'The text cannot take the place of its recording.');
  }
  const file = await writeWholeFile(dirname(path), first.text, async (temporary) => {
    await rename(temporary, path);
    return path;
  });
  return succeeded({ files: [file] });
}

/** Nothing that is there is replaced: the new file is numbered. */
async function saveSeveral(texts: readonly Rendered[], desktop: Desktop): Promise<string[]> {
  const folder = await desktop.chooseSaveFolder();
  const files: string[] = [];
  if (folder === null) return files;
  for (const { fileName, text } of texts) {
    files.push(await writeWholeFile(folder, text, (temporary) => giveFreeName(temporary, folder, fileName)));
  }
  return files;
}

async function giveFreeName(temporaryPath: string, folder: string, fileName: string): Promise<string> {
  const extension = extname(fileName);
  const baseName = basename(fileName, extension);
  for (let number = 1; ; number += 1) {
    const path = join(folder, exportFileName({ baseName, number, partial: false, extension }));
    if (await publishFile(temporaryPath, path)) return path;
  }
}
