import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EarshotError, errnoOf } from '../../../shared/errors.ts';
import type { Transcript } from '../../../shared/transcript.ts';
import { exportFileName } from './export-file-name.ts';
import { type ExportFormat, fileExtension, renderTranscript } from './formats.ts';
import { publishFile } from './publish-file.ts';

type WriteExportRequest = {
  readonly transcript: Transcript;
  readonly format: ExportFormat;
  /** Made with its parents when missing. */
  readonly directory: string;
  /** The file's name without extension; shortened where the whole name would be longer than 255 bytes. */
  readonly baseName: string;
  /** Replace a file of that name; else it is kept and the new one becomes `name (2).srt`. */
  readonly overwrite: boolean;
  /** The transcript is unfinished: `name.partial.srt`. */
  readonly partial: boolean;
  readonly signal?: AbortSignal;
};

/**
 * Writes a transcript as a file that is either whole or not there, whatever happens meanwhile: it gets its name only
 * once its bytes are on the disk, and an existing file is never touched unless `overwrite` asks for it.
 *
 * @throws EarshotError `output-not-writable`, `disk-full`, `cancelled`, or `invalid-argument` for a base name that is
 *   not a plain name. Nothing is left behind in the folder.
 */
export async function writeExport(request: WriteExportRequest): Promise<{ path: string }> {
  const { directory, baseName, signal } = request;
  if (baseName === '' || baseName.includes('\0') || basename(baseName) !== baseName) {
    throw new EarshotError('invalid-argument', `“${baseName}” cannot be the name of a file.`);
  }
  try {
    signal?.throwIfAborted();
    const content = renderTranscript(request.transcript, request.format);
    await mkdir(directory, { recursive: true });
    return { path: await writeWhole(request, content) };
  } catch (error) {
    throw explainFailure(error, directory, signal);
  }
}

async function writeWhole(request: WriteExportRequest, content: string): Promise<string> {
  const temporaryPath = join(request.directory, `.earshot-${randomUUID()}.tmp`);
  const file = await open(temporaryPath, 'wx');
  try {
    try {
      await file.writeFile(content, { encoding: 'utf8', signal: request.signal });
      await file.sync();
    } finally {
      await file.close();
    }
    return await giveName(request, temporaryPath);
  } finally {
    await rm(temporaryPath, { force: true });
  }
}

async function giveName(request: WriteExportRequest, temporaryPath: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    request.signal?.throwIfAborted();
    const { baseName, partial, directory } = request;
    const name = exportFileName({ baseName, number, partial, extension: fileExtension(request.format) });
    const path = join(directory, name);
    if (request.overwrite) {
      await rename(temporaryPath, path);
      return path;
    }
    if (await publishFile(temporaryPath, path)) return path;
  }
}

function explainFailure(error: unknown, directory: string, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return new EarshotError('cancelled', 'Cancelled.', { cause: error });
  const errno = errnoOf(error);
  if (errno === null) return error;
  const details = { cause: error, detail: error instanceof Error ? error.message : errno };
  if (errno === 'ENOSPC' || errno === 'EDQUOT') {
    return new EarshotError('disk-full', `There is no space left to write into ${directory}.`, details);
  }
  // Whatever else the system says here (EACCES, EPERM, EROFS, ENOTDIR, EISDIR, EIO, …), this folder cannot be written.
  return new EarshotError('output-not-writable', `The folder ${directory} cannot be written to.`, details);
}
