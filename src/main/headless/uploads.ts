import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { EarshotError, writeFailure } from '../../shared/errors.ts';
import type { GrantBook } from '../core/page/grant-book.ts';
import { newUid } from '../core/queue/new-uid.ts';
import { uploadName } from './upload-name.ts';
import type { UploadSpace } from './upload-space.ts';

export type UploadsOptions = {
  /** Each file gets a folder of its own in here, so that it can have the name that it had. */
  readonly folder: string;
  readonly space: UploadSpace;
  readonly grants: GrantBook;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
};

/** A file that is on its way. */
export type Incoming = {
  /** As the page gives it; see {@link uploadName}. */
  readonly name: string;
  /** All that will come. */
  readonly sizeBytes: number;
  /** Throws when it ends before that. */
  readonly content: AsyncIterable<Uint8Array>;
};

/** No name that a page can give: those do not begin with a dot. */
const UNFINISHED = '.unfinished';
/** A host cuts off what is silent long before; what is older was left by a host that has died. */
const DEAD_AFTER_MS = 5 * 60_000;
/** Other programs write too: every so many bytes it is looked whether there is still room. */
const LOOK_AGAIN_BYTES = 64 * 1024 * 1024;

/** Takes in what pages send: straight to the disk, whole or not at all. */
export class Uploads {
  readonly #options: UploadsOptions;
  readonly #receiving = new Set<Promise<unknown>>();

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  /**
   * Receives a file.
   *
   * @returns a grant for it
   * @throws EarshotError `disk-full`, `output-not-writable`, `cancelled` when the sender hangs up
   */
  receive(incoming: Incoming): Promise<string> {
    const received = this.#receive(incoming).finally(() => this.#receiving.delete(received));
    this.#receiving.add(received);
    return received;
  }

  /** Removes a file that was received and that nobody needs. Never rejects: what stays is swept away later. */
  async discard(path: string): Promise<void> {
    const place = dirname(path);
    if (!place.startsWith(this.#options.folder + sep)) return;
    await rm(path, { force: true }).catch(() => {});
    await rmdir(place).catch(() => {}); // gone already, with what was taken out of it
  }

  /** Removes what hosts that have died had not received to its end. Never rejects. */
  async sweep(): Promise<void> {
    const { folder, wallNow } = this.#options;
    for (const name of await readdir(folder).catch(() => [])) {
      const place = join(folder, name);
      const file = await stat(join(place, UNFINISHED)).catch(() => null);
      if (file === null || wallNow() - file.mtimeMs < DEAD_AFTER_MS) continue;
      await rm(place, { recursive: true, force: true }).catch(() => {}); // the queue sweeps here too
    }
  }

  /** Resolves when nothing is being written any more; senders have to be cut off before. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#receiving);
  }

  async #receive({ name, sizeBytes, content }: Incoming): Promise<string> {
    const { folder, space, grants } = this.#options;
    const fileName = uploadName(name);
    const promised = await space.promise(sizeBytes, fileName);
    const place = join(folder, newUid());
    const path = join(place, fileName);
    try {
      await mkdir(place, { mode: 0o700 });
      const file = await open(join(place, UNFINISHED), 'wx', 0o600);
      try {
        await this.#write(content, file, { fileName, onWritten: (bytes) => promised.use(bytes) });
        // What a page was told to have arrived outlives a power cut.
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(join(place, UNFINISHED), path);
      return grants.issue({ paths: [path], use: 'any', isUpload: true });
    } catch (thrown) {
      await rm(place, { recursive: true, force: true }).catch(() => {}); // swept away later
      throw reasonOf(thrown, fileName);
    } finally {
      promised.giveBack();
    }
  }

  async #write(
    content: Incoming['content'],
    file: FileHandle,
    { fileName, onWritten }: { fileName: string; onWritten: (bytes: number) => void },
  ): Promise<void> {
    let untilLook = LOOK_AGAIN_BYTES;
    for await (const piece of content) {
      await file.writeFile(piece);
      onWritten(piece.byteLength);
      untilLook -= piece.byteLength;
      if (untilLook > 0) continue;
      untilLook = LOOK_AGAIN_BYTES;
      (await this.#options.space.promise(0, fileName)).giveBack();
    }
  }
}

function reasonOf(thrown: unknown, fileName: string): EarshotError {
  if (thrown instanceof EarshotError) return thrown;
  return writeFailure(thrown, {
    full: `There is not enough space on the disk for ${fileName}.`,
    other: `${fileName} could not be kept.`,
  });
}
