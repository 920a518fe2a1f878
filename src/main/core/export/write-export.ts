import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EarshotError, errnoOf, writeFailure } from '../../../shared/errors.ts';
import type { ExportFormat } from '../../../shared/job-options.ts';
import type { Transcript } from '../../../shared/transcript.ts';
import { removeAtExit } from '../process/remove-at-exit.ts';
import { exportFileName } from './export-file-name.ts';
import { fileExtension, renderTranscript } from './formats.ts';
import { publishFile } from './publish-file.ts';

type WriteExportRequest = {
  readonly transcript: Transcript;
  readonly format: ExportFormat;
  /** Made with its parents when missing. */
  readonly directory: string;
  /** The file's name without extension; shortened where the whole name would be longer than 255 bytes. */
  readonly baseName: string;
  /** Whether an existing file may be replaced; one that may not is kept and the new one becomes `name (2).srt`. */
  readonly mayReplace: (path: string) => boolean;
  /** The transcript is unfinished: `name.partial.srt`. */
  readonly partial: boolean;
};

/**
 * Writes a transcript as a file that is either whole or not there, whatever happens meanwhile: it gets its name only
 * once its bytes are on the disk, and an existing file is never touched unless `mayReplace` allows it.
 *
 * @throws EarshotError `output-not-writable`, `disk-full`, or `invalid-argument` for a base name that is
 *   not a plain name. Nothing is left behind in the folder.
 */
export async function writeExport(request: WriteExportRequest): Promise<{ path: string }> {
  const { directory, baseName } = request;
  if (baseName === '' || baseName.includes('\0') || basename(baseName) !== baseName) {
    throw new EarshotError('invalid-argument', `“${baseName}” cannot be the name of a file.`);
  }
  try {
    const content = renderTranscript(request.transcript, request.format);
    await mkdir(directory, { recursive: true });
    return { path: await writeWhole(request, content) };
  } catch (error) {
    throw explainFailure(error, directory);
  }
}

async function writeWhole(request: WriteExportRequest, content: string): Promise<string> {
  const temporaryPath = join(request.directory, `.earshot-${randomUUID()}.tmp`);
  const keep = removeAtExit(temporaryPath);
  try {
    const file = await open(temporaryPath, 'wx');
    try {
      await file.writeFile(content, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    return await giveName(request, temporaryPath);
  } finally {
    await rm(temporaryPath, { force: true });
    keep();
  }
}

async function giveName(request: WriteExportRequest, temporaryPath: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const { baseName, partial, directory } = request;
    const name = exportFileName({ baseName, number, partial, extension: fileExtension(request.format) });
    const path = join(directory, name);
    if (request.mayReplace(path)) {
      await rename(temporaryPath, path);
      return path;
    }
    if (await publishFile(temporaryPath, path)) return path;
  }
}

function explainFailure(error: unknown, directory: string): unknown {
  if (errnoOf(error) === null) return error;
  return writeFailure(error, {
    full: `There is no space left to write into ${directory}.`,
    other: `The folder ${directory} cannot be written to.`,
  });
}
