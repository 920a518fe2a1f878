import { EarshotError } from '../../shared/errors.ts';

export type UploadSpaceOptions = {
  /** `statfs` of the folder that is written to. */
  readonly statfs: () => Promise<{ readonly bavail: number; readonly bsize: number }>;
  /** What has to stay free for the queue. */
  readonly reserveBytes: () => Promise<number>;
};

/** Space that was promised to one file. */
export type Promised = {
  /** So much of it has been written. */
  use(bytes: number): void;
  giveBack(): void;
};

/** Hands out the space of a disk to files that come at the same time, and keeps what the queue needs to go on. */
export class UploadSpace {
  readonly #options: UploadSpaceOptions;
  /** To files that are not whole yet. */
  #promisedBytes = 0;

  constructor(options: UploadSpaceOptions) {
    this.#options = options;
  }

  /** @throws EarshotError `disk-full` */
  async promise(sizeBytes: number, name: string): Promise<Promised> {
    const [{ bavail, bsize }, reserveBytes] = await Promise.all([
      this.#options.statfs(),
      this.#options.reserveBytes(),
    ]);
    const missingBytes = this.#promisedBytes + sizeBytes + reserveBytes - bavail * bsize;
    if (missingBytes > 0) {
      throw new EarshotError('disk-full', `There is not enough space on the disk for ${name}.`, {
        hint: `Free ${inWords(missingBytes)} and add it again.`,
      });
    }
    let leftBytes = sizeBytes;
    this.#promisedBytes += sizeBytes;
    const use = (bytes: number): void => {
      const used = Math.min(bytes, leftBytes);
      leftBytes -= used;
      this.#promisedBytes -= used;
    };
    return { use, giveBack: () => use(leftBytes) };
  }
}

/** Rounded up: who frees so much has freed enough. */
function inWords(bytes: number): string {
  const megabytes = Math.ceil(bytes / 1_000_000);
  return megabytes < 1_000 ? `${megabytes} MB` : `${(Math.ceil(megabytes / 100) / 10).toFixed(1)} GB`;
}
