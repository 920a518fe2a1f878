import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { EarshotError, errnoOf } from '../../../shared/errors.ts';
import { MEDIA_EXTENSIONS } from './media-extensions.ts';

export type FoundMedia = {
  /** Absolute paths, each recording once, in the order given and inside folders in the order people expect. */
  readonly files: readonly string[];
  readonly problems: readonly MediaProblem[];
};

export type MediaProblem = { readonly path: string; readonly error: EarshotError };

/** `Part 2` before `Part 10`, and capital letters make no difference. */
const order = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** `https://…`, `rtsp://…`; two letters at least, because `C:\…` is a path. */
const URL_SCHEME = /^[a-z][a-z0-9+.-]+:\/\//i;

/**
 * Turns what a person dropped or typed into recordings. A file is taken whatever its name; in folders, recordings are
 * recognised by extension, hidden files and folders are left alone, and links to folders are not followed.
 *
 * What cannot be used becomes a problem (`url-not-supported`, `file-not-found`, `file-unreadable`,
 * `no-media-in-folder`), and the rest goes on.
 *
 * @throws EarshotError `cancelled`
 */
export async function findMedia(
  paths: readonly string[],
  options: { readonly signal: AbortSignal },
): Promise<FoundMedia> {
  const search = new MediaSearch(options.signal);
  for (const path of paths) await search.add(path);
  return search.result();
}

class MediaSearch {
  readonly #signal: AbortSignal;
  readonly #files: string[] = [];
  readonly #problems: MediaProblem[] = [];
  readonly #seen = new Set<string>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  result(): FoundMedia {
    return { files: this.#files, problems: this.#problems };
  }

  async add(path: string): Promise<void> {
    if (URL_SCHEME.test(path)) {
      const sentence = 'Earshot works on files of this computer and does not download from addresses.';
      this.#problems.push({ path, error: new EarshotError('url-not-supported', sentence) });
      return;
    }
    const absolute = resolve(path);
    try {
      if (!(await stat(absolute)).isDirectory()) {
        await this.#take(absolute);
        return;
      }
    } catch (error) {
      this.#problems.push({ path: absolute, error: unusable(absolute, error) });
      return;
    }
    const problemsBefore = this.#problems.length;
    const found = await this.#searchFolder(absolute);
    if (found === 0 && this.#problems.length === problemsBefore) {
      const sentence = `There are no recordings in ${basename(absolute) || absolute}.`;
      this.#problems.push({ path: absolute, error: new EarshotError('no-media-in-folder', sentence) });
    }
  }

  /** @returns how many recordings the folder holds, also those that were taken before */
  async #searchFolder(folder: string): Promise<number> {
    if (this.#signal.aborted) throw new EarshotError('cancelled', 'Cancelled.');
    let entries: Dirent[];
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      this.#problems.push({ path: folder, error: unusable(folder, error) });
      return 0;
    }
    const visible = entries
      .filter((entry) => !entry.name.startsWith('.'))
      .toSorted((a, b) => order.compare(a.name, b.name) || (a.name < b.name ? -1 : 1));
    let found = 0;
    for (const entry of visible) {
      if (await this.#isRecording(folder, entry)) {
        await this.#take(join(folder, entry.name));
        found += 1;
      }
    }
    for (const entry of visible) {
      if (entry.isDirectory()) found += await this.#searchFolder(join(folder, entry.name));
    }
    return found;
  }

  async #isRecording(folder: string, entry: Dirent): Promise<boolean> {
    const extension = extname(entry.name).slice(1).toLowerCase();
    if (!MEDIA_EXTENSIONS.has(extension)) return false;
    if (entry.isFile()) return true;
    if (!entry.isSymbolicLink()) return false;
    const path = join(folder, entry.name);
    try {
      return (await stat(path)).isFile();
    } catch (error) {
      this.#problems.push({ path, error: unusable(path, error) });
      return false;
    }
  }

  async #take(path: string): Promise<void> {
    const real = await realpath(path);
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    this.#files.push(path);
  }
}

function unusable(path: string, error: unknown): EarshotError {
  const errno = errnoOf(error);
  const details = { cause: error, ...(errno === null ? {} : { detail: errno }) };
  const isAbsent = errno === 'ENOENT' || errno === 'ENOTDIR' || errno === 'ENAMETOOLONG';
  if (isAbsent || errno === 'ERR_INVALID_ARG_VALUE') {
    return new EarshotError('file-not-found', `There is no file or folder ${path}.`, details);
  }
  if (errno === 'ELOOP') {
    return new EarshotError('file-unreadable', `${path} is a link that leads back to itself.`, {
      ...details,
      hint: 'Give the recording itself instead of the link.',
    });
  }
  return new EarshotError('file-unreadable', `${path} cannot be opened.`, details);
}
