import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { cancelled, EarshotError, errnoOf, writeFailure } from '../../../shared/errors.ts';
import { publishFile } from '../export/publish-file.ts';

const BLOCK_BYTES = 1024 * 1024;
const TEMPORARY_PREFIX = '.import-';

/**
 * SHA-256 of a file, in hexadecimal.
 *
 * @param copyTo an empty file that gets the same bytes
 * @throws EarshotError `cancelled`, `file-unreadable`; `disk-full` and `output-not-writable` of the copy
 */
export async function hashFile(path: string, signal: AbortSignal, copyTo?: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  for await (const block of blocksOf(path, signal)) {
    hash.update(block);
    if (copyTo !== undefined) await copyTo.appendFile(block).catch(throwWriteFailure);
  }
  return hash.digest('hex');
}

async function* blocksOf(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    // Without an encoding a file is read as buffers.
    yield* createReadStream(path, { highWaterMark: BLOCK_BYTES, signal }) as AsyncIterable<Buffer>;
  } catch (error) {
    if (signal.aborted) throw cancelled(signal.reason);
    throw new EarshotError('file-unreadable', `${basename(path)} cannot be read.`, {
      cause: error,
      detail: path,
    });
  }
}

/** A copy that is wanted of a model file. */
export type ModelCopy = {
  readonly source: string;
  /** What the source was found to be: the copy must be the same. */
  readonly sha256: string;
  /** Made when it is missing. */
  readonly folder: string;
  /** The name that the copy gets; numbered when it is taken. */
  readonly fileName: string;
  readonly signal: AbortSignal;
};

/**
 * Copies a model file: the copy is whole and on the disk before it gets its name, and no file is replaced.
 *
 * @returns the name it got, and its size
 * @throws EarshotError as {@link hashFile}, and `model-damaged` when the source changed meanwhile. Nothing is left behind.
 */
export async function copyModel(
  request: ModelCopy,
): Promise<{ readonly fileName: string; readonly sizeBytes: number }> {
  const { source, sha256, folder, fileName, signal } = request;
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(throwWriteFailure);
  await removeLeftovers(folder);
  const temporaryPath = join(folder, `${TEMPORARY_PREFIX}${randomUUID()}.tmp`);
  try {
    const copy = await open(temporaryPath, 'wx').catch(throwWriteFailure);
    let sizeBytes: number;
    try {
      if ((await hashFile(source, signal, copy)) !== sha256) {
        throw new EarshotError('model-damaged', `${basename(source)} changed while it was copied.`);
      }
      await copy.sync().catch(throwWriteFailure);
      sizeBytes = (await copy.stat()).size;
    } finally {
      await copy.close();
    }
    return { fileName: await giveName(temporaryPath, folder, fileName), sizeBytes };
  } finally {
    await rm(temporaryPath, { force: true });
  }
}

/** Copies of a program that died over them: up to three gigabytes each. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(throwWriteFailure);
  const leftovers = names.filter((name) => name.startsWith(TEMPORARY_PREFIX));
  await Promise.all(leftovers.map((name) => rm(join(folder, name), { force: true })));
}

async function giveName(temporaryPath: string, folder: string, fileName: string): Promise<string> {
  const extension = extname(fileName);
  const stem = basename(fileName, extension);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? fileName : `${stem}-${number}${extension}`;
    if (await publishFile(temporaryPath, join(folder, name)).catch(throwWriteFailure)) return name;
  }
}

/** The system's error of a write; one that has a code of ours already goes through. */
export function throwWriteFailure(error: unknown): never {
  if (errnoOf(error) === null || error instanceof EarshotError) throw error;
  throw writeFailure(
    error,
    {
      full: 'There is no space left for the model.',
      other: 'The folder of your models cannot be written to.',
    },
    'Free some space on the disk of the data folder.',
  );
}
