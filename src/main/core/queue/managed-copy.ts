import { copyFile, mkdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, extname, join, sep } from 'node:path';
import { writeFailure } from '../../../shared/errors.ts';
import type { AppFolders } from '../storage/app-folders.ts';
import { newUid } from './new-uid.ts';
import { lookAtSource } from './source-fingerprint.ts';

/** Recordings in Earshot's own folder: copies of those whose source will go away, and what pages have sent. */
export class ManagedCopies {
  readonly #folders: Pick<AppFolders, 'copies' | 'uploads'>;

  constructor(folders: Pick<AppFolders, 'copies' | 'uploads'>) {
    this.#folders = folders;
  }

  /** Where the copy of a recording is kept; the copy itself is made later. */
  pathFor(uid: string, recording: string): string {
    return join(this.#folders.copies, `${uid}${extname(recording)}`);
  }

  /** Whether it was sent by a page: nobody but Earshot knows of such a file. */
  isUpload(path: string): boolean {
    return path.startsWith(this.#folders.uploads + sep);
  }

  /**
   * Makes sure that the copy of a recording is there. What a page has sent takes its place as it is.
   *
   * @throws EarshotError as {@link keepCopy}
   */
  async keep(from: string, to: string): Promise<void> {
    await (this.isUpload(from) ? takeOver(from, to) : keepCopy(from, to));
  }

  /** Removes what a page has sent; anything else is left alone. @throws the system's error */
  async removeUpload(path: string): Promise<void> {
    if (!this.isUpload(path)) return;
    await rm(path, { force: true });
    await removeIfEmpty(dirname(path), this.#folders.uploads);
  }
}

/**
 * Makes sure that the copy of a recording is there. It has its name only once it is whole.
 *
 * @throws EarshotError `disk-full`, `output-not-writable`; the errors of {@link lookAtSource} when it has to be made
 */
export async function keepCopy(from: string, to: string): Promise<void> {
  if (await isThere(to)) return;
  await lookAtSource(from);
  // A name of its own: whoever gave up waiting for a copy may still be at it.
  const temporary = `${to}.${newUid()}.tmp`;
  try {
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, temporary);
    await rename(temporary, to);
  } catch (error) {
    // What cannot be removed either must not hide why the copy failed.
    await rm(temporary, { force: true }).catch(() => {});
    throw notCopied(error);
  }
}

async function takeOver(from: string, to: string): Promise<void> {
  if (await isThere(to)) return;
  await lookAtSource(from);
  try {
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to);
    await removeIfEmpty(dirname(from), dirname(dirname(from)));
  } catch (error) {
    // Somebody else at the same job was faster.
    if (await isThere(to)) return;
    throw notCopied(error);
  }
}

/** Each upload lies in a folder of its own, so that it can have the name that it had. */
async function removeIfEmpty(folder: string, uploads: string): Promise<void> {
  if (folder === uploads) return;
  await rmdir(folder).catch(() => {}); // something else is in it, or it is gone
}

function notCopied(error: unknown): Error {
  return writeFailure(error, {
    full: 'There is no space for a copy of the recording.',
    other: 'The recording cannot be copied.',
  });
}

async function isThere(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats !== null;
}
