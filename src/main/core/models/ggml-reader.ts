import type { FileHandle } from 'node:fs/promises';

/** What is wrong with a file, in a few words for its detail. */
export class FormatError extends Error {}

const WINDOW_BYTES = 256 * 1024;

/** Reads the little-endian numbers of a ggml file from front to back, without holding more than a window of it. */
export class GgmlReader {
  readonly #file: FileHandle;
  readonly #sizeBytes: number;
  #at = 0;
  #window: Buffer = Buffer.alloc(0);
  #windowAt = 0;

  constructor(file: FileHandle, sizeBytes: number) {
    this.#file = file;
    this.#sizeBytes = sizeBytes;
  }

  get leftBytes(): number {
    return this.#sizeBytes - this.#at;
  }

  async int32(): Promise<number> {
    return (await this.bytes(4)).readInt32LE(0);
  }

  /** @throws FormatError for a number that no undamaged file holds */
  async int32Within(least: number, most: number, what: string): Promise<number> {
    const value = await this.int32();
    if (value < least || value > most) throw new FormatError(`absurd ${what}: ${value}`);
    return value;
  }

  async bytes(count: number): Promise<Buffer> {
    const from = this.#at;
    this.skip(count);
    if (from < this.#windowAt || this.#at > this.#windowAt + this.#window.length) {
      const window = Buffer.alloc(Math.max(count, WINDOW_BYTES));
      const { bytesRead } = await this.#file.read(window, 0, window.length, from);
      if (bytesRead < count) throw new FormatError('the file is cut short');
      this.#window = window.subarray(0, bytesRead);
      this.#windowAt = from;
    }
    return this.#window.subarray(from - this.#windowAt, this.#at - this.#windowAt);
  }

  skip(count: number): void {
    if (count > this.leftBytes) throw new FormatError('the file is cut short');
    this.#at += count;
  }
}
