import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { EarshotError, errnoOf } from '../../../shared/errors.ts';

export type SourceFile = {
  readonly sizeBytes: number;
  /** Wall time, milliseconds since 1970. */
  readonly modifiedAtMs: number;
};

/**
 * Makes sure that a path names a readable, regular file with something in it, before a media tool sees it.
 *
 * A named pipe is never opened: opening one blocks until somebody writes to it.
 *
 * @throws EarshotError `file-not-found`, `not-a-file`, `file-unreadable`, `file-empty`
 */
export async function checkSourceFile(path: string): Promise<SourceFile> {
  const name = basename(path);
  const facts = await statOf(path, name);
  if (!facts.isFile()) {
    throw new EarshotError('not-a-file', `${name} is ${kindOf(facts)}, not a recording.`);
  }
  await proveReadable(path, name);
  if (facts.size === 0) throw new EarshotError('file-empty', `${name} is empty (0 bytes).`);
  return { sizeBytes: facts.size, modifiedAtMs: Math.round(facts.mtimeMs) };
}

async function statOf(path: string, name: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    throw asEarshotError(error, name);
  }
}

async function proveReadable(path: string, name: string): Promise<void> {
  try {
    // Non-blocking, in case the file was replaced by a pipe since `stat`. Windows has no such flag and no such pipes.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    await handle.close();
  } catch (error) {
    throw asEarshotError(error, name);
  }
}

function kindOf(facts: Stats): string {
  if (facts.isDirectory()) return 'a folder';
  if (facts.isFIFO()) return 'a named pipe';
  if (facts.isSocket()) return 'a socket';
  return 'a device';
}

/** A path with a NUL character in it cannot exist; Node refuses it without asking the system. */
const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);

function asEarshotError(error: unknown, name: string): EarshotError {
  const errno = errnoOf(error) ?? String(error);
  const details = { cause: error, detail: errno };
  if (ABSENT.has(errno)) return new EarshotError('file-not-found', `There is no file ${name}.`, details);
  if (errno === 'ELOOP') {
    return new EarshotError('file-unreadable', `${name} is a link that leads back to itself.`, {
      ...details,
      hint: 'Give the recording itself instead of the link.',
    });
  }
  if (errno === 'EACCES' || errno === 'EPERM') {
    return new EarshotError('file-unreadable', `There is no permission to read ${name}.`, details);
  }
  return new EarshotError('file-unreadable', `${name} cannot be read (${errno}).`, details);
}
