import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { checkSourceFile } from '../media/check-source-file.ts';
import type { SourceFingerprint } from '../storage/store.ts';

const EDGE_BYTES = 1024 * 1024;

/**
 * What a recording is without reading it: enough to notice that it has changed.
 *
 * @throws EarshotError `file-not-found`, `not-a-file`, `file-unreadable`, `file-empty`
 */
export async function lookAtSource(path: string): Promise<SourceFingerprint> {
  return { path, ...(await checkSourceFile(path)), partialHash: null };
}

/**
 * SHA-256 over the size, the first and the last mebibyte: tells recordings apart in milliseconds, and knows one again
 * under another name or with another date.
 *
 * @throws EarshotError as {@link lookAtSource}; the errors of the file system while it is read
 */
export async function hashSource(path: string): Promise<SourceFingerprint> {
  const source = await lookAtSource(path);
  const hash = createHash('sha256').update(`${source.sizeBytes}\0`);
  const file = await open(path, 'r');
  try {
    hash.update(await readAt(file, 0, Math.min(EDGE_BYTES, source.sizeBytes)));
    const tailBytes = Math.min(EDGE_BYTES, Math.max(0, source.sizeBytes - EDGE_BYTES));
    hash.update(await readAt(file, source.sizeBytes - tailBytes, tailBytes));
  } finally {
    await file.close();
  }
  return { ...source, partialHash: hash.digest('hex') };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Whether this is still the file that was looked at; a date that changed alone does not make it another one. */
export function isSameSource(known: SourceFingerprint, found: SourceFingerprint): boolean {
  if (known.sizeBytes !== found.sizeBytes) return false;
  if (known.modifiedAtMs === found.modifiedAtMs) return true;
  return known.partialHash !== null && known.partialHash === found.partialHash;
}
