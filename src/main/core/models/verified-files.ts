import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** Which state of which file was found to be whole: by path, the size and time of change it had then. */
const stampsSchema = z.record(
  z.string(),
  z.strictObject({ sha256: z.string(), sizeBytes: z.number(), modifiedAtMs: z.number() }),
);
type Stamps = z.infer<typeof stampsSchema>;

/** One state of one file, as it was when it was looked at. */
export type FileState = {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
};

/** Remembers which files were hashed and found whole. A cache: what is lost or cannot be written costs a second hash. */
export class VerifiedFiles {
  readonly #stampFile: string;

  constructor(stampFile: string) {
    this.#stampFile = stampFile;
  }

  async has({ path, sizeBytes, modifiedAtMs }: FileState, sha256: string): Promise<boolean> {
    const stamp = (await this.#read())[path];
    return stamp?.sha256 === sha256 && stamp.sizeBytes === sizeBytes && stamp.modifiedAtMs === modifiedAtMs;
  }

  async remember(files: readonly (FileState & { readonly sha256: string })[]): Promise<void> {
    if (files.length === 0) return;
    const stamps = await this.#read();
    for (const { path, sha256, sizeBytes, modifiedAtMs } of files) {
      stamps[path] = { sha256, sizeBytes, modifiedAtMs };
    }
    await this.#write(stamps);
  }

  /** The file is to be hashed again, though its size and time of change are what they were. */
  async forget(path: string): Promise<void> {
    const { [path]: stamp, ...others } = await this.#read();
    if (stamp !== undefined) await this.#write(others);
  }

  async #read(): Promise<Stamps> {
    try {
      return stampsSchema.parse(JSON.parse(await readFile(this.#stampFile, 'utf8')));
    } catch {
      return {}; // no stamps yet, or a damaged file: everything is verified again
    }
  }

  async #write(stamps: Stamps): Promise<void> {
    const temporaryFile = `${this.#stampFile}.${process.pid}.tmp`;
    try {
      await mkdir(dirname(this.#stampFile), { recursive: true });
      await writeFile(temporaryFile, JSON.stringify(stamps));
      await rename(temporaryFile, this.#stampFile);
    } catch {
      await rm(temporaryFile, { force: true }).catch(() => {});
    }
  }
}
